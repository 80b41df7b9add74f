import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WorkspaceError } from '../../../src/host/workspace/errors.ts'
import { openWorkspace } from '../../../src/host/workspace/workspace.ts'
import { createFolder } from '../../support/folder.ts'
import { lines, open } from './open.ts'

async function failure(yaml: string): Promise<WorkspaceError> {
  const root = createFolder({ 'triggerbench.yaml': yaml })
  const error = await openWorkspace(root, { watch: false, env: {} }).catch(reason => reason)
  if (!(error instanceof WorkspaceError)) throw new Error('The workspace opened')
  return error
}

describe('triggerbench.yaml', () => {
  it('may be empty: every setting has its default', async () => {
    const { settings, issues } = await open({})
    expect(settings).toMatchObject({
      projectId: 'local',
      trigger: { host: '127.0.0.1', port: 4750 },
      auth: 'off',
      limits: { responseTimeout: 55_000, requestBody: 100 * 2 ** 20 },
    })
    expect(issues).toEqual([])
  })

  it('takes units, and off as a word', async () => {
    const { settings } = await open({
      'triggerbench.yaml':
        'auth: off\nlimits: { responseTimeout: 2m, requestBody: 5MiB }\nfunctions: { network: off }\n',
    })
    expect(settings.limits).toMatchObject({ responseTimeout: 120_000, requestBody: 5 * 2 ** 20 })
    expect([settings.auth, settings.functions.network]).toEqual(['off', 'off'])
  })

  it('is refused with the place of every mistake and the nearest known name', async () => {
    const error = await failure(`projectid: crm-demo
trigger: { port: 70000 }
limits:
  responseTimout: 5s
  bodyTimeout: 5 parsecs
integrations:
  crm: { kind: crn }
`)
    expect(error.message.split('\n')).toEqual([
      'triggerbench.yaml:1:1: projectid is not known; did you mean projectId?',
      'triggerbench.yaml:2:18: trigger.port must be at most 65535, not the number 70000',
      'triggerbench.yaml:4:3: responseTimout is not known in limits; did you mean responseTimeout?',
      'triggerbench.yaml:5:16: limits.bodyTimeout: A duration is milliseconds or 600ms, 55s, 2m, 1h, 90d',
      'triggerbench.yaml:7:16: integrations.crm.kind does not take crn; did you mean crm?',
    ])
    expect(error.issues).toHaveLength(5)
  })

  it('listens where other machines reach it only with expose: true', async () => {
    const error = await failure('trigger: { host: 0.0.0.0 }\n')
    expect(error.message).toMatch(/^triggerbench\.yaml:1:18: trigger\.host: .* expose: true/)
    const { settings } = await open({ 'triggerbench.yaml': 'trigger: { host: 0.0.0.0, expose: true }\n' })
    expect(settings.trigger).toMatchObject({ host: '0.0.0.0', expose: true })
  })

  it('is refused when it is not YAML', async () => {
    const error = await failure('projectId: [a\n')
    expect(error.message).toMatch(/^triggerbench\.yaml:\d+:\d+: This is not YAML: /)
  })

  it('is refused when an integration names an unknown secret or leads out of the workspace', async () => {
    const error = await failure(`secrets: [TOKEN]
integrations:
  hub: { kind: http, baseUrl: "https://x.test", authorization: { type: bearer, token: "{{ secrets.TOKN }}" } }
  disk: { kind: storage, root: ../elsewhere }
`)
    expect(lines(error.issues).map(line => line.replace(/: .*/, ''))).toEqual([
      '3:91 integrations.hub.authorization.token',
      '4:32 integrations.disk.root',
    ])
  })

  it('warns about a seed that is missing and a secret without a value', async () => {
    const { issues } = await open({
      'triggerbench.yaml': 'secrets: [TOKEN]\nintegrations: { crm: { kind: crm, seed: data/crm.yaml } }\n',
    })
    expect(lines(issues)).toEqual([
      'warning 1:11 secrets[0]: The secret TOKEN has no value; put it into .triggerbench/secrets.json or TRIGGERBENCH_SECRET_TOKEN',
      'warning 2:41 integrations.crm.seed: There is no file data/crm.yaml in the workspace',
    ])
  })
})

describe('the folder', () => {
  it('must be one, with a triggerbench.yaml', async () => {
    const root = createFolder()
    await expect(openWorkspace(join(root, 'nothing'))).rejects.toThrow(/There is no folder .*triggerbench init/)
    await expect(openWorkspace(root)).rejects.toThrow(/There is no triggerbench\.yaml in .*triggerbench init/)
  })

  it('gets a private .triggerbench that git ignores', async () => {
    const { dataDir } = await open({})
    expect(statSync(dataDir).mode & 0o777).toBe(0o700)
    expect(readFileSync(join(dataDir, '.gitignore'), 'utf8')).toBe('*\n')
  })

  it('has its editor schemas in .triggerbench/schemas', async () => {
    const { dataDir } = await open({})
    const schema: unknown = JSON.parse(readFileSync(join(dataDir, 'schemas/workflow.schema.json'), 'utf8'))
    expect(schema).toMatchObject({ type: 'object', required: ['id', 'name', 'trigger'] })
  })
})

describe('secrets', () => {
  it('come from secrets.json, made private, and from the environment, which wins', async () => {
    const root = createFolder({ 'triggerbench.yaml': 'secrets: [A, B]\n' })
    mkdirSync(join(root, '.triggerbench'))
    const file = join(root, '.triggerbench/secrets.json')
    writeFileSync(file, '{ "A": "from the file", "B": "from the file" }')
    chmodSync(file, 0o644)
    const workspace = await openWorkspace(root, { watch: false, env: { TRIGGERBENCH_SECRET_B: 'from outside' } })
    expect(workspace.secrets).toEqual({ A: 'from the file', B: 'from outside' })
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(workspace.issues).toEqual([])
  })

  it('say what is wrong with a broken secrets.json without showing any of it', async () => {
    const { issues, secrets } = await open({ '.triggerbench/secrets.json': '{ "A": hush }' })
    expect(secrets).toEqual({})
    expect(issues.map(({ file, message }) => `${file}: ${message}`)).toEqual([
      '.triggerbench/secrets.json: It is not JSON; it takes an object of names and values, { "NAME": "value" }',
    ])
  })
})
