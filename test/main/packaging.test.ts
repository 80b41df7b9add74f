import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const root = resolve(import.meta.dirname, '../..')
const packaging = parse(readFileSync(resolve(root, 'electron-builder.yml'), 'utf8'))

describe('the packaged app', () => {
  it("has the fuses of Electron's security checklist", () => {
    expect(packaging.electronFuses).toMatchObject({
      runAsNode: false,
      enableNodeOptionsEnvironmentVariable: false,
      enableNodeCliInspectArguments: false,
      enableEmbeddedAsarIntegrityValidation: true,
      onlyLoadAppFromAsar: true,
      grantFileProtocolExtraPrivileges: false,
    })
  })

  it('keeps what the host runs from as real files, because its Node reads no archives', () => {
    expect(packaging.asarUnpack).toEqual(
      expect.arrayContaining(['out/host/**', 'out/renderer/**', 'resources/**', 'node_modules/**', 'package.json']),
    )
  })

  it('carries Node on every platform, where main looks for it', () => {
    const resources = [packaging.linux, packaging.mac, packaging.win].map(platform => platform.extraResources[0].to)
    expect(resources).toEqual(['node', 'node', 'node.exe'])
  })
})
