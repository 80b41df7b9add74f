import { describe, expect, it } from 'vitest'
import { createOutside } from '../../support/outside.ts'
import { createBench } from './send.ts'

describe('a redirect', () => {
  it.each([
    [301, 'POST', 'GET', ''],
    [302, 'POST', 'GET', ''],
    [303, 'PUT', 'GET', ''],
    [303, 'HEAD', 'HEAD', ''],
    [301, 'PUT', 'PUT', 'body'],
    [307, 'POST', 'POST', 'body'],
    [308, 'PATCH', 'PATCH', 'body'],
  ])('with %i turns %s into %s', async (status, method, expected, body) => {
    const { origin, seen } = await createOutside((request, response) =>
      request.url === '/from' ? response.writeHead(status, { Location: '/to' }).end('gone') : response.end(),
    )
    const sent = method === 'HEAD' ? {} : { body: 'body', bodyType: 'raw' as const }
    const answer = await createBench().send({ method, url: `${origin}/from`, ...sent })
    expect(seen.map(request => [request.method, request.url])).toEqual([
      [method, '/from'],
      [expected, '/to'],
    ])
    expect(seen[1]?.body.toString()).toBe(body)
    expect(seen[1]?.headers['content-type']).toBe(body === '' ? undefined : 'text/plain; charset=utf-8')
    expect(answer.redirects).toEqual([{ statusCode: status, url: `${origin}/from`, location: `${origin}/to` }])
  })

  it('takes no credentials to another origin', async () => {
    const there = await createOutside((_, response) => response.end())
    const here = await createOutside((request, response) =>
      response.writeHead(302, { Location: request.url === '/same' ? '/out' : `${there.origin}/` }).end(),
    )
    await createBench().send({
      url: `${here.origin}/same`,
      headers: [
        ['Cookie', 'a=1'],
        ['X-Other', 'stays'],
      ],
      authorization: { type: 'auth_header', headers: { 'X-Key': 'hush', Authorization: 'Token hush' } },
    })
    expect(here.seen[1]?.headers).toMatchObject({ cookie: 'a=1', 'x-key': 'hush', authorization: 'Token hush' })
    expect(there.seen[0]?.headers).toMatchObject({ 'x-other': 'stays', host: new URL(there.origin).host })
    for (const name of ['cookie', 'x-key', 'authorization']) expect(there.seen[0]?.headers).not.toHaveProperty(name)
  })

  it('is followed ten times and no more', async () => {
    const { origin, seen } = await createOutside((request, response) =>
      response.writeHead(302, { Location: `/${Number(request.url.slice(1)) + 1}` }).end(),
    )
    await expect(createBench().send({ url: `${origin}/0` })).rejects.toThrow(
      `${origin}/0 redirected more than 10 times`,
    )
    expect(seen).toHaveLength(11)
  })

  it('to what is no http address is refused; one without Location is an answer', async () => {
    const { origin } = await createOutside((request, response) =>
      response.writeHead(302, request.url === '/bare' ? {} : { Location: 'file:///etc/passwd' }).end(),
    )
    await expect(createBench().send({ url: origin })).rejects.toThrow(
      'redirects to "file:///etc/passwd", which is no http address',
    )
    expect(await createBench().send({ url: `${origin}/bare` })).toMatchObject({ statusCode: 302 })
  })
})
