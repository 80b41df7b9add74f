import { type Call, currentCall, runInCall } from './call.ts'

const real = { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate }

type Handle = NodeJS.Timeout | NodeJS.Immediate
type Task = (...values: unknown[]) => unknown

/**
 * The Function's timers: they end with their call, and what a callback throws fails that call instead of the process.
 */
export function createTimers() {
  return {
    setTimeout: (task: Task, ms?: number, ...values: unknown[]) =>
      start(task, values, true, run => real.setTimeout(run, ms)),
    setInterval: (task: Task, ms?: number, ...values: unknown[]) =>
      start(task, values, false, run => real.setInterval(run, ms)),
    setImmediate: (task: Task, ...values: unknown[]) => start(task, values, true, run => real.setImmediate(run)),
    clearTimeout: (handle?: Handle) => stop(handle),
    clearInterval: (handle?: Handle) => stop(handle),
    clearImmediate: (handle?: Handle) => stop(handle),
  }
}

function start(task: Task, values: unknown[], once: boolean, arm: (run: () => void) => Handle): Handle | undefined {
  if (typeof task !== 'function') throw new TypeError('The "callback" argument must be of type function.')
  const call = currentCall()
  if (!call) return undefined
  const handle = arm(() => {
    if (once) call.timers.delete(handle)
    runInCall(call, () => {
      try {
        task(...values)
      } catch (error) {
        call.crash(error)
      }
    })
  })
  call.timers.add(handle)
  return handle
}

function stop(handle: Handle | undefined): void {
  currentCall()?.timers.delete(handle as Handle)
  real.clearTimeout(handle as NodeJS.Timeout)
  real.clearImmediate(handle as NodeJS.Immediate)
}

/** Ends what the call left running. */
export function endTimers(call: Call): void {
  for (const handle of call.timers) {
    real.clearTimeout(handle as NodeJS.Timeout)
    real.clearImmediate(handle as NodeJS.Immediate)
  }
}
