import { generateKeyPairSync, X509Certificate } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createKeyPair } from '../../support/tokens.ts'
import { lines, open } from './open.ts'

const SETTINGS = 'projectId: p\nauth: { verify: keys/project.pem }\n'
const { privateKey, publicKey, publicPem } = createKeyPair()
const pemOf = (key: typeof publicKey) => key.export({ type: 'spki', format: 'pem' }).toString()

const CERTIFICATE = `
-----BEGIN CERTIFICATE-----
MIIDBzCCAe+gAwIBAgIUGiaTcXJ8hKJvz4/ymnlydiUCQvYwDQYJKoZIhvcNAQEL
BQAwEjEQMA4GA1UEAwwHcHJvamVjdDAgFw0yNjExMjMyMjQyMjNaGA8yMTI2MTAz
MDIyNDIyM1owEjEQMA4GA1UEAwwHcHJvamVjdDCCASIwDQYJKoZIhvcNAQEBBQAD
ggEPADCCAQoCggEBAPQJMHFM6sh91fQDxZm00U9sWMWkTiIOv7LY4zNb7QuVgryo
d3sN52M0ZA1wuIv76LEnmNh9kMZIJf3Nugu3btUsHlBp1SOxaQVR/IiE1zydm4II
ml4aGADDvAXqYmogdOvqBoKksS6ioIEQa2PiSChadlAabVC7siKVCuyHTvYt7iQI
BNTvJdMkjEAfZCRnW6Vq97IozU8mSwtrlWNd56uplElS88WYi5aBYxjEO+LTKIvd
kxZWTJpT/G0JKi08K24seok/KRdISWVKVp/Yl1GewYuCrd3H+bpJm+hAFm72GMLu
80I0Dn3RPNiDBrAT5BS+5M1BJOxMWtE2y41ZcIUCAwEAAaNTMFEwHQYDVR0OBBYE
FOIqh+1q6SAp3rwQEiVYLJTE9bU8MB8GA1UdIwQYMBaAFOIqh+1q6SAp3rwQEiVY
LJTE9bU8MA8GA1UdEwEB/wQFMAMBAf8wDQYJKoZIhvcNAQELBQADggEBAEx2QJcU
ptKr2tz9UoR9aZ1qcgTqqvvTv4qt/AxrlZrEnce+xdX0kXbtDMRFUJZ3WIfK8TpN
geLWRQu+cf5xHjHHrtaRXqhKQrE9X75JUsZxsMNFZ8GL6lUTW7QPaW/DevkZkB26
7YJDvChDRTjImfZiLerkukEp6VBSP5X5U1e6dsBklWDm++ix8Ki8x7aCtbP7XQok
/ChnDKRbJRR5jGmZus4ysDM5VM+AxoQNQYnnf9KJIcMAVV3z+CFqcyrYKTPw7AAQ
vfht3XXOUl7t38jhCKvye5MAJs+luMVo1/kusMgMUZteKcVHW0kmN8ioZOJ3ttQf
n2JXsotGXeo9iOc=
-----END CERTIFICATE-----
`

const load = (content?: string | Uint8Array) =>
  open({ 'triggerbench.yaml': SETTINGS, ...(content === undefined ? {} : { 'keys/project.pem': content }) })

describe('the key of auth.verify', () => {
  it.each([
    ['SPKI', publicPem],
    ['SPKI as an editor of Windows saves it', `\ufeff${publicPem.replaceAll('\n', '\r\n')}`],
    ['SPKI below a comment', `The project’s key\n${publicPem}`],
    ['PKCS #1', publicKey.export({ type: 'pkcs1', format: 'pem' }).toString()],
  ])('may be %s', async (_what, content) => {
    const workspace = await load(content)
    expect(workspace.issues).toEqual([])
    const found = workspace.verifyKey
    expect(found && 'key' in found && found.key.equals(publicKey)).toBe(true)
  })

  it('may be a certificate', async () => {
    const found = (await load(CERTIFICATE)).verifyKey
    expect(found && 'key' in found && found.key.equals(new X509Certificate(CERTIFICATE).publicKey)).toBe(true)
  })

  it.each([
    ['is not there', undefined, 'There is no file keys/project.pem in the workspace'],
    ['is empty', '', 'holds no public key'],
    ['is no PEM', Buffer.from([0xff, 0, 1]), 'holds no public key'],
    ['is cut', publicPem.slice(0, 200), 'holds no public key'],
    ['is private', privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), 'holds a private key'],
    ['is short', createKeyPair(1_024).publicPem, 'an RSA key of 1024 bits'],
    ['is an EC key', pemOf(generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey), 'a key of the type ec'],
    ['is for PSS', pemOf(generateKeyPairSync('rsa-pss', { modulusLength: 2_048 }).publicKey), 'type rsa-pss'],
  ])('that %s is an error at its line, and the workspace opens all the same', async (_what, content, said) => {
    const workspace = await load(content)
    expect(lines(workspace.issues)).toEqual([expect.stringMatching(/^2:17 auth\.verify: /)])
    expect(workspace.issues[0]?.message).toContain(said)
    expect(workspace.verifyKey).toEqual({ problem: workspace.issues[0]?.message })
  })

  it.each(['../project.pem', '/etc/ssl/project.pem', ''])('never leads out of the workspace: %j', async path => {
    const settings = `auth: { verify: ${JSON.stringify(path)} }\n`
    await expect(open({ 'triggerbench.yaml': settings })).rejects.toMatchObject({
      issues: [expect.objectContaining({ line: 1, path: 'auth.verify' })],
    })
  })

  it('is not asked for with auth: off', async () => {
    expect((await open({ 'triggerbench.yaml': 'auth: off\n' })).verifyKey).toBeUndefined()
  })
})
