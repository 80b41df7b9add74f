import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { expect, it } from 'vitest'
import { openScratch, scratchFolder } from './support.ts'

const CHILD = new URL('./writing-child.ts', import.meta.url)

/** Kills a writer under load once it has told of `after` rows; gives every id it told of. */
async function killAfter(dataDir: string, after: number): Promise<{ done: string[]; began: string[] }> {
  const child = spawn(process.execPath, [CHILD.pathname, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  const told = { done: [] as string[], began: [] as string[] }
  for await (const line of createInterface({ input: child.stdout })) {
    const [what, id = ''] = line.split(' ')
    if (id.length === 36) told[what === 'began' ? 'began' : 'done'].push(id)
    if (told.done.length === after) child.kill('SIGKILL')
  }
  return told
}

it('has every run it called back for after a SIGKILL under load, and ends those that were under way', async () => {
  const dataDir = scratchFolder()
  const killed = { done: [] as string[], began: [] as string[] }
  for (const after of [40, 1_500]) {
    const { done, began } = await killAfter(dataDir, after)
    killed.done.push(...done)
    killed.began.push(...began)
  }
  expect(killed.began).toHaveLength(10)

  const history = await openScratch({ dataDir })
  const found = new Map<string, string>()
  let before: string | undefined
  do {
    const page = await history.reader.list({ limit: 500, before })
    for (const run of page.items) found.set(run.id, run.status)
    before = page.next ?? undefined
  } while (before)
  expect(killed.done.filter(id => found.get(id) !== 'SUCCEEDED')).toEqual([])
  expect(killed.began.filter(id => found.get(id) !== 'FAILED')).toEqual([])
  expect([...found.values()].filter(status => status !== 'FAILED' && status !== 'SUCCEEDED')).toEqual([])
  expect(await history.reader.get(killed.began[0] ?? '')).toMatchObject({
    status: 'FAILED',
    error: { code: 'INTERRUPTED', message: expect.stringContaining('under way'), remedy: expect.any(String) },
  })
  await history.reader.close()
  await history.writer.close()
}, 30_000)
