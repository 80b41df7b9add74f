import { describe, expect, it } from 'vitest'
import { createOutside } from '../../support/outside.ts'
import { runRequest, startRequest } from './paging-server.ts'

describe('a Request step', () => {
  it('gives response: status, headers with lower-case names, and the parsed body', async () => {
    const { origin } = await createOutside((_, response) =>
      response.writeHead(201, { 'Content-Type': 'application/json', 'X-Two': ['a', 'b'] }).end('{"id":7}'),
    )
    const { output } = await runRequest({ method: 'POST', url: origin })
    expect(output()).toMatchObject({
      response: {
        statusCode: 201,
        headers: { 'content-type': 'application/json', 'x-two': ['a', 'b'] },
        body: { id: 7 },
      },
    })
  })

  it('inserts templates in its url as they are, and leaves out what is missing', async () => {
    const { origin, seen } = await createOutside((_, response) => response.end())
    const started = startRequest(
      {
        url: `${origin}/{{ trigger.request.body.path }}?{{ trigger.request.body.query }}`,
        params: [
          { name: 'tag', value: '{{ trigger.request.body.tags }}' },
          { name: 'tag', value: 'last' },
          { name: 'none', value: '{{ trigger.request.body.none }}' },
        ],
        headers: { 'X-None': '{{ trigger.request.body.none }}', 'X-Tag': '{{ trigger.request.body.tags }}' },
      },
      {},
      { path: 'a/b%2Fc', query: 'q=1&q=2', tags: ['x y', 2] },
    )
    await started.ended
    expect(seen[0]?.url).toBe('/a/b%2Fc?q=1&q=2&tag=x+y&tag=2&tag=last')
    expect(seen[0]?.headers).not.toHaveProperty('x-none')
    expect(seen[0]?.headers['x-tag']).toBe('x y, 2')
    expect(started.call()?.missing).toEqual(['trigger.request.body.none', 'trigger.request.body.none'])
  })

  it('fails when it is not answered 2xx; with continueOnError the response is its output', async () => {
    const { origin } = await createOutside((_, response) => response.writeHead(422).end('no'))
    const failed = await runRequest({ url: `${origin}/x` })
    expect(failed.call()).toMatchObject({
      status: 'FAILED',
      error: { code: 'STEP_FAILED', message: `GET ${origin}/x was answered with 422` },
    })
    expect(failed.run.status).toBe('FAILED')
    const { run, call, output } = await runRequest({ url: origin, continueOnError: true })
    expect(call()?.status).toBe('FAILED')
    expect(output()).toMatchObject({ response: { statusCode: 422, body: 'no' } })
    expect(run.steps.at(-1)).toMatchObject({ stepId: 'reply', status: 'SUCCEEDED' })
  })

  it('that got no answer leaves its error with continueOnError', async () => {
    const { output } = await runRequest({ url: 'http://nobody.invalid/', continueOnError: true })
    expect(output()).toEqual({
      error: { code: 'STEP_FAILED', message: expect.stringContaining('the name nobody.invalid is not known') },
    })
  })

  it('shows where it was redirected', async () => {
    const { origin } = await createOutside(({ url }, response) =>
      url === '/a' ? response.writeHead(307, { Location: '/b' }).end() : response.end(),
    )
    const { output } = await runRequest({ url: `${origin}/a` })
    expect(output().response.redirects).toEqual([{ statusCode: 307, url: `${origin}/a`, location: `${origin}/b` }])
  })

  it.each([
    [{ url: '{{ trigger.request.body.none }}' }, 'url is nothing (the reference is missing)'],
    [{ url: '{{ trigger.request.body }}' }, 'url is {}'],
    [{ url: 'http://127.0.0.1:9', timeout: 'soon' }, 'timeout is "soon"; write milliseconds, or 600ms, 55s, 2m'],
    [{ url: 'http://127.0.0.1:9', timeout: 0 }, 'timeout is 0'],
    [
      { method: 'POST', url: 'http://127.0.0.1:9', bodyType: 'form-data', body: 'text' },
      'body: a form takes a map of names to values, or a list of names and values',
    ],
    [{ url: 'http://127.0.0.1:9', headers: { 'X-A': 'ü\n' } }, 'headers: "X-A" cannot be sent'],
  ])('says which field is wrong: %j', async (step, message) => {
    const { call } = await runRequest(step)
    expect(call()?.error?.message).toContain(message)
  })

  it('is not answered in time', async () => {
    let arrived = () => {}
    const reached = new Promise<void>(resolve => {
      arrived = resolve
    })
    const { origin } = await createOutside(() => arrived())
    const started = startRequest({ url: origin, timeout: '7s' })
    await reached
    await started.pass(7_000)
    await started.ended
    expect(started.call()?.error).toMatchObject({
      message: `GET ${origin}/ was not answered within 7.0 s`,
      remedy: 'Raise timeout: of this step, or look at why that server is slow',
    })
  })

  it('is given up when the run is cancelled', async () => {
    let cancel = () => {}
    const { origin } = await createOutside(() => cancel())
    const started = startRequest({ url: origin })
    cancel = () => void started.engine.cancel(started.run.id)
    await started.ended
    expect([started.run.status, started.call()?.status]).toEqual(['CANCELLED', 'CANCELLED'])
  })

  it('holds an answer of text and JSON to limits.stepOutput', async () => {
    const { origin } = await createOutside((_, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end(JSON.stringify({ text: 'x'.repeat(2_000) }))
    })
    const { call } = await runRequest({ url: origin, continueOnError: true }, { stepOutput: 1_000 })
    expect(call()?.error?.code).toBe('STEP_OUTPUT_TOO_LARGE')
    expect(call()?.output).toMatchObject({ error: { code: 'STEP_OUTPUT_TOO_LARGE' } })
  })
})
