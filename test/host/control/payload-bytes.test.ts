import { expect, it } from 'vitest'
import type { ControlContext } from '../../../src/host/control/options.ts'
import { findPayload } from '../../../src/host/control/payload-bytes.ts'
import type { BodyReader } from '../../../src/host/history/types.ts'
import { createFakeClock } from '../../support/clock.ts'

const BODY: BodyReader = { size: 3, sha256: 'aa', read: async function* () {} }

/** A control listener's context whose history has the body from the given ask on. */
function context(foundAt: number, live: (id: string) => unknown) {
  const clock = createFakeClock()
  let asked = 0
  const reader = { body: async () => (++asked >= foundAt ? BODY : undefined) }
  const made = { clock, history: { reader }, runs: { live } } as unknown as ControlContext
  return { clock, made, asked: () => asked }
}

it('the body of a run that has just begun is waited for until its first row is on disk', async () => {
  const { clock, made, asked } = context(3, () => ({}))
  const found = findPayload('run/r1/request', made)
  await clock.advance(25)
  expect(await found).toMatchObject({ size: 3, tag: 'aa' })
  expect(asked()).toBe(3)
})

it('is not waited for when the run is not under way, nor for ever', async () => {
  const gone = context(3, () => undefined)
  expect(await findPayload('run/r1/request', gone.made)).toBeUndefined()
  expect(gone.asked()).toBe(1)

  const never = context(Number.POSITIVE_INFINITY, () => ({}))
  const found = findPayload('run/r1/response', never.made)
  await never.clock.advance(1_000)
  expect(await found).toBeUndefined()
})
