import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { Clock } from '../../../src/host/engine/clock.ts'
import type { History } from '../../../src/host/history/index.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { begunRun, finishedRun, openScratch, saved, scratchFolder, type UNLIMITED } from './support.ts'

const NOW = 1_795_000_000_000
const HOUR = 3_600_000
const KIB = 1_024

/** A clock that is moved by hand; what is due is called in its order. */
class HandClock implements Clock {
  #now = NOW
  #due: { at: number; callback: () => void }[] = []
  now = () => this.#now
  after = (ms: number, callback: () => void) => {
    const entry = { at: this.#now + ms, callback }
    this.#due.push(entry)
    return () => {
      this.#due = this.#due.filter(other => other !== entry)
    }
  }
  advance(ms: number): void {
    this.#now += ms
    for (const { callback } of this.#due.splice(0)) callback()
  }
}

let opened: History[] = []

afterEach(async () => {
  for (const history of opened) {
    await history.reader.close()
    await history.writer.close()
  }
  opened = []
})

async function open(history: Partial<typeof UNLIMITED>, dataDir = scratchFolder()) {
  const clock = new HandClock()
  const scratch = await openScratch({ clock, history, dataDir })
  opened.push(scratch)
  return { ...scratch, clock }
}

/** Lets the retention look and work, slice by slice, until a look leaves everything as it was. */
async function settle(history: Awaited<ReturnType<typeof open>>): Promise<number> {
  let before = -1
  let { runs } = await history.reader.counts()
  for (let quiet = 0; quiet < 3; quiet = runs === before ? quiet + 1 : 0) {
    before = runs
    history.clock.advance(10_000)
    runs = (await history.reader.counts()).runs
  }
  return runs
}

describe('retention', () => {
  it('removes the oldest runs beyond the count, and counts on', async () => {
    const history = await open({ maxRuns: 30 })
    const runs = Array.from({ length: 100 }, (_, number) => finishedRun({ at: NOW - HOUR + number * 1_000 }))
    await Promise.all(runs.map(run => saved(history, run)))
    expect(await settle(history)).toBe(30)
    const { items } = await history.reader.list({ limit: 100 })
    expect(items.map(({ id }) => id)).toEqual(
      runs
        .slice(70)
        .reverse()
        .map(({ id }) => id),
    )
    expect((await history.reader.list({ limit: 100, workflowId: runs[0]?.workflow.id })).items).toHaveLength(30)
  })

  it('removes runs older than the age, but none that is under way', async () => {
    const history = await open({ keep: HOUR })
    const old = [finishedRun({ at: NOW - 2 * HOUR }), begunRun({ at: NOW - 3 * HOUR })]
    const young = finishedRun({ at: NOW })
    for (const run of [...old, young]) await saved(history, run)
    expect(await settle(history)).toBe(2)
    expect(await history.reader.get(old[0]?.id ?? '')).toBeUndefined()
    expect(await history.reader.get(young.id)).toBeDefined()
  })

  it('removes a payload with the last run that names it, and the disk has its place back', async () => {
    const dataDir = scratchFolder()
    const first = await open({}, dataDir)
    const large = await first.files.put(Buffer.alloc(200 * KIB, 1))
    const shared = await first.files.put(Buffer.alloc(100 * KIB, 2))
    const small = await first.files.put(Buffer.alloc(50 * KIB, 3))
    const withFiles = (at: number, ...sources: (typeof large)[]) => {
      const run = finishedRun({ at })
      Object.assign(run.steps[1] ?? {}, { output: { result: sources.map(source => new FileRef(source)) } })
      return run
    }
    await saved(first, withFiles(NOW - 2 * HOUR, large, shared, small))
    await saved(first, withFiles(NOW, shared))
    await first.files.put(Buffer.alloc(300 * KIB, 4))
    for (const history of opened.splice(0)) {
      await history.reader.close()
      await history.writer.close()
    }

    const history = await open({ keep: HOUR }, dataDir)
    const { bytes } = await history.reader.counts()
    expect(await settle(history)).toBe(1)
    expect(readdirSync(join(dataDir, 'payloads'))).toEqual([shared.sha256])
    expect(await history.reader.body(`sha256/${small.sha256}`)).toBeUndefined()
    expect(bytes - (await history.reader.counts()).bytes).toBeGreaterThan(540 * KIB)
  })

  it('shrinks the history below its bytes', async () => {
    const history = await open({ maxBytes: 400 * KIB })
    const runs = Array.from({ length: 1_000 }, (_, number) => finishedRun({ at: NOW - HOUR + number }))
    await Promise.all(runs.map(run => saved(history, run)))
    const left = await settle(history)
    expect(left).toBeLessThan(600)
    expect((await history.reader.counts()).bytes).toBeLessThan(500 * KIB)
  })
})
