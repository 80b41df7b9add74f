import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { revealable } from '../../src/main/reveal-file.ts'

describe('a file shown in the file manager', () => {
  let folder: string
  let workspace: string

  beforeEach(() => {
    folder = realpathSync(mkdtempSync(join(tmpdir(), 'reveal-')))
    workspace = join(folder, 'workspace')
    mkdirSync(workspace)
    writeFileSync(join(workspace, 'inside.txt'), '')
    writeFileSync(join(folder, 'outside.txt'), '')
    symlinkSync(join(folder, 'outside.txt'), join(workspace, 'link.txt'))
  })

  afterEach(() => rmSync(folder, { recursive: true }))

  it('may lie in the workspace', () => {
    expect(revealable('inside.txt', workspace, new Set())).toBe(join(workspace, 'inside.txt'))
  })

  it.each(['../outside.txt', 'link.txt', '/etc/passwd', 'missing.txt', 7])('is refused outside of it: %s', path => {
    expect(revealable(path, workspace, new Set())).toBeUndefined()
  })

  it('may be one that was just saved', () => {
    const path = join(folder, 'outside.txt')
    expect(revealable(path, workspace, new Set([path]))).toBe(path)
  })
})
