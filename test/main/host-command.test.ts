import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { findNode, hostCommand } from '../../src/main/host-command.ts'

describe("the host's command", () => {
  let root: string
  const request = { workspace: '/w', controlPort: 5000, token: 'secret-token', triggerPort: undefined, extra: [] }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'layout-'))
    for (const folder of ['node_modules/node/bin', 'resources']) {
      mkdirSync(join(root, folder), { recursive: true })
      writeFileSync(join(root, folder, 'node'), '')
    }
  })

  afterEach(() => rmSync(root, { recursive: true }))

  const checkout = () => ({ root, resources: undefined, platform: 'linux' })

  it("runs on the checkout's Node, on the packaged one, or on the one that TRIGGERBENCH_NODE names", () => {
    const resources = join(root, 'resources')
    expect(findNode(checkout(), {})).toBe(join(root, 'node_modules/node/bin/node'))
    expect(findNode({ ...checkout(), resources }, {})).toBe(join(resources, 'node'))
    expect(findNode(checkout(), { TRIGGERBENCH_NODE: process.execPath })).toBe(process.execPath)
  })

  it('says which Node is missing', () => {
    expect(() => findNode({ ...checkout(), root: '/nowhere' }, {})).toThrow(/nowhere.*npm install/s)
  })

  it('keeps the inspector shut and the token out of the argument list', () => {
    const command = hostCommand(checkout(), request, {
      NODE_OPTIONS: '--inspect',
      ELECTRON_RUN_AS_NODE: '1',
      PATH: '/bin',
    })
    expect(command.arguments).toEqual([
      '--disable-sigusr1',
      join(root, 'out/host/index.js'),
      '/w',
      '--control-port',
      '5000',
    ])
    expect(command.env).toEqual({
      PATH: '/bin',
      TRIGGERBENCH_CONTROL_TOKEN: 'secret-token',
      TRIGGERBENCH_PARENT_PIPE: '1',
    })
  })

  it('insists on the trigger port of the host that died, over the one asked for first', () => {
    const command = hostCommand(checkout(), { ...request, triggerPort: 4750, extra: ['--port', '0'] }, {})
    expect(command.arguments.slice(3)).toEqual(['--port', '0', '--port', '4750', '--control-port', '5000'])
  })
})
