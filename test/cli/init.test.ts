import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { openWorkspace } from '../../src/host/workspace/workspace.ts'
import { createFolder } from '../support/folder.ts'
import { cli } from './cli.ts'

describe('init', () => {
  it('makes a workspace that loads, without what another one ran, and says what comes next', async () => {
    const parent = createFolder()
    const { code, out, err } = await cli(['init', 'work'], { calledIn: parent })
    const root = join(parent, 'work')
    expect([code, out.toString()]).toEqual([0, `${root}\n`])
    expect(err).toContain('triggerbench work')
    expect(existsSync(join(root, '.triggerbench'))).toBe(false)
    const workspace = await openWorkspace(root, { watch: false, env: {} })
    expect(workspace.workflows.map(({ issues }) => issues)).toEqual([[], [], [], []])
    await workspace.close()
  })

  it('takes an empty folder', async () => {
    const root = createFolder()
    expect((await cli(['init'], { calledIn: root })).code).toBe(0)
    expect(readdirSync(root)).toContain('triggerbench.yaml')
  })

  it.each([
    ['work', 'is not empty'],
    ['work/notes.txt', 'is a file'],
  ])('leaves %s as it is and exits 2', async (folder, why) => {
    const root = createFolder({ 'work/notes.txt': 'mine' })
    const { code, err, out } = await cli(['init', folder], { calledIn: root })
    expect([code, out.toString()]).toEqual([2, ''])
    expect(err).toContain(why)
    expect(readdirSync(join(root, 'work'))).toEqual(['notes.txt'])
  })
})
