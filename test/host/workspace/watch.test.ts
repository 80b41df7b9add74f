import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import type { Workspace } from '../../../src/host/workspace/types.ts'
import { writeInto } from '../../support/folder.ts'
import { lines, open } from './open.ts'

const document = (id: string, name = id) => `id: ${id}\nname: ${name}\ntrigger: { type: request }\n`

function nextChange(workspace: Workspace): Promise<void> {
  return new Promise(resolve => {
    const stop = workspace.onChange(() => {
      stop()
      resolve()
    })
  })
}

async function opened(files: Record<string, string>) {
  const workspace = await open(files, { watch: true })
  return { workspace, path: (name: string) => join(workspace.root, name) }
}

it('shows an edit, and keeps the objects of files that did not change', async () => {
  const { workspace, path } = await opened({
    'workflows/a.workflow.yaml': document('a'),
    'workflows/b.workflow.yaml': document('b'),
  })
  const before = workspace.find('b')
  const change = nextChange(workspace)
  writeFileSync(path('workflows/a.workflow.yaml'), document('a', 'Changed'))
  await change
  expect(workspace.find('a')?.name).toBe('Changed')
  expect(workspace.find('b')).toBe(before)
})

it("follows an editor's atomic rename, a new file and a removed one", async () => {
  const { workspace, path } = await opened({ 'workflows/a.workflow.yaml': document('a') })
  let change = nextChange(workspace)
  writeFileSync(path('workflows/.a.swp'), document('a', 'Renamed into place'))
  renameSync(path('workflows/.a.swp'), path('workflows/a.workflow.yaml'))
  await change
  expect(workspace.find('a')?.name).toBe('Renamed into place')

  change = nextChange(workspace)
  mkdirSync(path('requests/a'), { recursive: true })
  writeFileSync(path('requests/a/first.request.yaml'), 'name: First\n')
  await change
  expect(workspace.find('a')?.requests.map(({ name }) => name)).toEqual(['First'])

  change = nextChange(workspace)
  rmSync(path('workflows/a.workflow.yaml'))
  await change
  expect(workspace.workflows).toEqual([])
})

it('tells a checkout of many files once', async () => {
  const { workspace } = await opened({ 'workflows/a.workflow.yaml': document('a') })
  const told = vi.fn()
  const change = nextChange(workspace)
  workspace.onChange(told)
  for (let n = 0; n < 60; n++) writeInto(workspace.root, `workflows/w${n}.workflow.yaml`, document(`w${n}`))
  await change
  expect(workspace.workflows).toHaveLength(61)
  expect(told).toHaveBeenCalledOnce()
})

it('makes a new version when a Function file changes, wherever it stands', async () => {
  const { workspace, path } = await opened({
    'workflows/a.workflow.yaml': `${document('a')}steps: [{ id: f, type: function, file: files/f.js }]\n`,
    'files/f.js': '() => 1',
  })
  const before = workspace.find('a')?.version
  const change = nextChange(workspace)
  writeFileSync(path('files/f.js'), '() => 2')
  await change
  expect(workspace.find('a')?.version).not.toBe(before)
  expect(workspace.find('a')?.functions.get('f')?.source).toBe('() => 2')
})

it('keeps the last settings while triggerbench.yaml is broken, and says so', async () => {
  const { workspace, path } = await opened({ 'triggerbench.yaml': 'projectId: one\n' })
  let change = nextChange(workspace)
  writeFileSync(path('triggerbench.yaml'), 'projectId: [one\n')
  await change
  expect(workspace.settings.projectId).toBe('one')
  expect(workspace.issues[0]).toMatchObject({ file: 'triggerbench.yaml', severity: 'error' })

  change = nextChange(workspace)
  writeFileSync(path('triggerbench.yaml'), 'projectId: two\n')
  await change
  expect(workspace.settings.projectId).toBe('two')
  expect(lines(workspace.issues)).toEqual([])
})

it('reads secrets again when secrets.json changes', async () => {
  const { workspace, path } = await opened({ 'triggerbench.yaml': 'secrets: [A]\n' })
  const change = nextChange(workspace)
  writeFileSync(path('.triggerbench/secrets.json'), '{ "A": "value" }')
  await change
  expect(workspace.secrets).toEqual({ A: 'value' })
  expect(workspace.issues).toEqual([])
})
