import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { openFolder } from '../support/folder.ts'
import { workflow } from '../support/host.ts'
import { createKeyPair } from '../support/tokens.ts'
import { cli, serve } from './cli.ts'

const project = createKeyPair()
const pem = project.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString()
const { root, remove } = openFolder({
  'triggerbench.yaml':
    'projectId: p\ntrigger: { port: 0 }\nauth: { verify: keys/project.pem }\nuser: { userId: grace }\n',
  'keys/project.pem': project.publicPem,
  ...workflow('who', [{ id: 'reply', type: 'response', body: { user: '{{ user.userId }}' } }]),
  'requests/who/signed.request.yaml': 'name: signed\nauth: { type: testToken, sub: lin }\n',
})
afterAll(remove)

const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

describe('triggerbench token', () => {
  it('prints a token alone, which a running host of the workspace takes', async () => {
    const host = await serve(root)
    const send = async (token: string) =>
      (
        await fetch(`${host.trigger}/projects/p/sdk/triggers/who`, {
          method: 'POST',
          headers: { authorization: `Bearer ${token}` },
        })
      ).json()
    const { code, out, err } = await cli(['token', '--workspace', root])
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out.toString()).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
    expect(await send(out.toString().trim())).toEqual({ user: 'grace' })

    const ada = (await cli(['token', '--sub', 'ada', '--expires', '2d', '--workspace', root])).out.toString().trim()
    expect(claimsOf(ada)).toMatchObject({ sub: 'ada' })
    expect(claimsOf(ada).exp - claimsOf(ada).iat).toBe(172_800)
    expect(await send(ada)).toEqual({ user: 'ada' })

    const signed = await cli(['token', '--sub', 'lin', '--workspace', root], {
      env: { TRIGGERBENCH_SECRET_SIGNING_KEY: pem.replaceAll('\n', '\\n') },
    })
    expect(await send(signed.out.toString().trim())).toEqual({ user: 'lin' })
    expect(await host.stop()).toBe(0)
  })

  it('is what run signs a saved request with; a cURL command without one is sent as it is, and refused', async () => {
    const signed = await cli(['run', 'who', '--request', 'signed', '--workspace', root])
    expect({ code: signed.code, body: signed.out.toString() }).toEqual({ code: 0, body: '{"user":"lin"}' })
    const curl = await cli(['run', 'who', '--curl', 'curl -X POST http://localhost/x', '--workspace', root])
    expect(curl.code).toBe(1)
    expect(JSON.parse(curl.out.toString())).toMatchObject({
      code: 'TOKEN_MISSING',
      message: expect.stringContaining('triggerbench token prints one'),
    })
  })

  it.each([[[]], [['--data', '{"a":1}']]])('is what run %j signs with, for the settings’ user', async args => {
    const { code, out } = await cli(['run', 'who', ...args, '--workspace', root])
    expect({ code, body: out.toString() }).toEqual({ code: 0, body: '{"user":"grace"}' })
  })

  it.each([
    [['--expires', 'soon'], 2, 'A duration is'],
    [['--expires', '0'], 2, 'A duration is'],
    [['--expires', '15'], 2, 'with its unit (ms, s, m, h or d)'],
    [['--sub', ''], 2, '--sub'],
    [['more'], 2, 'too many arguments'],
  ])('ends %j with %i', async (args, code, sentence) => {
    const result = await cli(['token', ...args, '--workspace', root])
    expect(result.code).toBe(code)
    expect(result.err).toContain(sentence)
    expect(result.out).toHaveLength(0)
  })

  it('ends with 1 where SIGNING_KEY is no key, and with 3 where there is no workspace', async () => {
    const wrong = await cli(['token', '--workspace', root], { env: { TRIGGERBENCH_SECRET_SIGNING_KEY: 'x' } })
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining('SIGNING_KEY') })
    expect((await cli(['token', '--workspace', join(root, 'nowhere')])).code).toBe(3)
  })

  it('keeps its key out of git', () => {
    execFileSync('git', ['init', '-q'], { cwd: root })
    expect(existsSync(join(root, '.triggerbench/test-key.pem'))).toBe(true)
    expect(execFileSync('git', ['status', '--porcelain', '-uall'], { cwd: root }).toString()).not.toContain('test-key')
  })
})
