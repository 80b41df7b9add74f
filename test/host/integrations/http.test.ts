import { describe, expect, it } from 'vitest'
import { StepFailure } from '../../../src/host/engine/steps/types.ts'
import { createFolder } from '../../support/folder.ts'
import { createOutside } from '../../support/outside.ts'
import { createBench } from './run.ts'

const lookup = (root: string) => ({ settings: { version: 'v1' }, secrets: { TOKEN: 'hush' } })[root]

describe('an API', () => {
  it('is called below its base URL with the authorization of the settings', async () => {
    const { origin, seen } = await createOutside((_, response) => {
      response.setHeader('Content-Type', 'application/json')
      response.end('{"ok":true}')
    })
    const settings = {
      kind: 'http',
      baseUrl: `${origin}/{{ settings.version }}/`,
      authorization: { type: 'bearer', token: '{{ secrets.TOKEN }}' },
    }
    const { run } = createBench(createFolder(), settings, lookup)
    const result = await run('request', {
      method: 'post',
      url: '/contacts',
      params: { tag: ['a', 'b'] },
      body: { name: 'Ada' },
    })
    expect(result).toMatchObject({ statusCode: 200, body: { ok: true } })
    expect(seen[0]).toMatchObject({
      method: 'POST',
      url: '/v1/contacts?tag=a&tag=b',
      headers: { authorization: 'Bearer hush' },
    })
  })

  it('fails the step with its response at hand when it does not answer 2xx', async () => {
    const { origin } = await createOutside((_, response) => response.writeHead(404).end('none'))
    const { run } = createBench(createFolder(), { kind: 'http', baseUrl: origin })
    const failure = await run('request', { method: 'GET', url: 'x' }).catch(error => error)
    expect(failure).toBeInstanceOf(StepFailure)
    expect(failure).toMatchObject({
      message: 'it: GET x was answered with 404',
      output: { response: { statusCode: 404, body: 'none' } },
    })
  })

  it('names a secret that has no value, and what it does not take', async () => {
    const settings = {
      kind: 'http',
      baseUrl: 'http://127.0.0.1:9',
      authorization: { type: 'bearer', token: '{{ secrets.NONE }}' },
    }
    const { run } = createBench(createFolder(), settings, lookup)
    await expect(run('request', { method: 'GET', url: 'x' })).rejects.toThrow(
      'it.request: needs secrets.NONE, which has no value',
    )
    const plain = createBench(createFolder(), { kind: 'http', baseUrl: 'http://127.0.0.1:9' })
    await expect(plain.run('request', { method: 'GET', url: 'x', bodyType: 'jsn' })).rejects.toThrow(
      'bodyType does not take jsn; did you mean json?',
    )
    await expect(plain.run('request', { method: 'GETT', url: 'x' })).rejects.toThrow(
      'it.request: method does not take GETT; did you mean GET?',
    )
    await expect(plain.run('request', { method: 'GET', url: 'x', headers: 'a: b' })).rejects.toThrow(
      'it.request: headers takes a map of names to values, or a list of { name, value }',
    )
  })
})
