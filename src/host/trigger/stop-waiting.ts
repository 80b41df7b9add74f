import type { Clock } from '../engine/clock.ts'
import type { Answering } from './answering.ts'

/** How long a host that stops waits for its last answers to be taken, in milliseconds. */
const GRACE = 1_000

/** Answers SHUTTING_DOWN to every caller that still waits for its run (contract §2). Resolves when they have it, or after a second. */
export async function stopWaiting(waiting: ReadonlySet<Answering>, clock: Clock): Promise<void> {
  if (waiting.size === 0) return
  let keepTime = () => {}
  const late = new Promise<void>(resolve => {
    keepTime = clock.after(GRACE, resolve)
  })
  await Promise.race([Promise.all([...waiting].map(caller => caller.stop())), late])
  keepTime()
}
