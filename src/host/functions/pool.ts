import { createKnownFunctions, distrust, learn, mayShare } from './known.ts'
import { openRunnersFile } from './leftovers.ts'
import { runnerArguments } from './locate.ts'
import { CANCELLED, interrupted, outOfMemory, SHUTTING_DOWN } from './messages.ts'
import { packagesStamp } from './packages.ts'
import { createPendingCall, failCall, type PendingCall } from './pending.ts'
import { createFairQueue } from './queue.ts'
import { type Observed, startRunner } from './runner.ts'
import type {
  FunctionCall,
  FunctionErrorCode,
  FunctionLimits,
  FunctionOutcome,
  FunctionPool,
  FunctionPoolOptions,
} from './types.ts'
import { createWatch, ifUnfit, measureBaseline } from './watch.ts'
import { createWorker, type Ending, type Worker } from './worker.ts'

const KEPT_RUNNERS = 4
/** Idle runners that only proven functions are given, so that none waits for those that nobody knows yet. */
const RESERVED = 1
/** Processes that are started at the same time at most. */
const STARTING = 3
const MOST_RUNNERS = 32
const FAILED_STARTS = 3
/** What a start that a signal ended counts among them: it says little about the next. */
const KILLED_START = 0.1
/** Milliseconds between two looks at the packages of the workspace. */
const LOOK_INTERVAL = 100
/** Milliseconds after which a call may have left much memory behind. */
const LONG = 20

/**
 * Runs Functions in confined processes (architecture.md, "runners"): a few, more while calls wait. A call has a
 * runner to itself until its function has proven fast; then the calls of one turn of the event loop are sent together.
 * A call that has begun is never run again.
 */
export function createFunctionPool(options: FunctionPoolOptions): FunctionPool {
  const { clock } = options
  const most = options.maxRunners ?? MOST_RUNNERS
  const known = createKnownFunctions()
  const file = openRunnersFile(options.runnersFile)
  const workers = new Set<Worker>()
  const currentSettings = followSettings(options)
  const alone = createFairQueue()
  const batch: PendingCall[] = []
  const opening: (() => void)[] = []
  const closing: (() => void)[] = []
  let nextId = 1
  let failedStarts = 0
  let closed = false
  let flushing = false

  const watch = createWatch({
    clock,
    options,
    workers,
    kept: KEPT_RUNNERS,
    movedBack: (calls, stuck) => {
      distrust(stuck.known)
      const others = calls.filter(pending => pending.known !== stuck.known)
      for (const pending of calls) if (pending.known === stuck.known) alone.push(pending)
      batch.unshift(...others)
      dispatch()
    },
    waiting: () => alone.length + batch.length > 0,
    spare: () => {
      const wanted = Math.max(1, Math.min(alone.length, STARTING)) - count('starting')
      for (let i = 0; i < wanted && workers.size < most; i++) start()
    },
  })

  function start(): void {
    const settings = currentSettings()
    const worker: Worker = createWorker(clock.now(), settings, () =>
      startRunner(runnerArguments(options, file.mark), options, {
        ready: () => {
          failedStarts = 0
          if (worker.state !== 'starting') return
          worker.state = 'idle'
          worker.since = clock.now()
          measureBaseline(worker)
          for (const done of opening.splice(0)) done()
          dispatch()
        },
        answered: (pending, observed) => answered(worker, pending, observed),
        spoiled: () => retire(worker),
        passed: () => {
          if (worker.state !== 'stuck' || worker.ending) return
          rest(worker)
          dispatch()
        },
        gone: (unstarted, started, report, killed) => {
          if (worker.state === 'starting') failedStarts += killed ? KILLED_START : 1
          gone(worker, unstarted, started, report)
        },
      }),
    )
    workers.add(worker)
    listRunners()
  }

  function listRunners(): void {
    if (!closed) file.write([...workers].map(worker => worker.runner.pid).filter(pid => pid > 0))
  }

  function dispatch(): void {
    if (closed) return
    letOutdatedGo()
    for (const pending of alone.takeProven()) batch.push(pending)
    if (batch.length > 0) {
      const worker = find('shared') ?? find('idle')
      if (worker) give(worker, batch.splice(0), false)
    }
    const reserved = most > KEPT_RUNNERS ? RESERVED : 0
    let free = count('idle') - reserved
    while (alone.length > 0 && free > 0) {
      const worker = find('idle')
      // The last free one is for a function that has none yet.
      const pending = worker && alone.take(reserved > 0 && free === 1)
      if (!worker || !pending) break
      if (pending.settled) continue
      give(worker, [pending], true)
      free--
    }
    const waiting = alone.length + batch.length > 0
    if (count('starting') === 0 && workers.size < most && (waiting || workers.size < KEPT_RUNNERS)) start()
    watch.run()
  }

  /** Idle runners that were started under other settings or packages end; busy ones do when their call has. */
  function letOutdatedGo(): void {
    const settings = currentSettings()
    for (const worker of workers) {
      if (worker.settings === settings || !['starting', 'idle', 'shared'].includes(worker.state)) continue
      worker.state = 'retired'
      for (const pending of worker.runner.takeBack()) batch.push(pending)
      if (worker.runner.outstanding.length === 0) worker.runner.kill()
    }
  }

  function count(state: Worker['state']): number {
    let found = 0
    for (const worker of workers) if (worker.state === state) found++
    return found
  }

  function find(state: Worker['state']): Worker | undefined {
    for (const worker of workers) if (worker.state === state) return worker
    return undefined
  }

  function give(worker: Worker, calls: PendingCall[], toItself: boolean): void {
    const wanted = calls.filter(pending => !pending.settled)
    if (wanted.length === 0) return
    if (worker.state === 'idle') {
      worker.state = toItself ? 'alone' : 'shared'
      worker.since = clock.now()
    }
    worker.runner.run(wanted, toItself)
    if (toItself) for (const pending of wanted) worker.occupy(pending.known)
    for (const pending of wanted) {
      if (!pending.handed) pending.call.onStart?.()
      pending.handed = true
    }
  }

  function answered(worker: Worker, pending: PendingCall, observed: Observed): void {
    const now = clock.now()
    const ran = now - worker.since
    worker.since = now
    worker.release()
    if (observed.spoiled) {
      distrust(pending.known)
      retire(worker)
    } else if (observed.restored) distrust(pending.known)
    else learn(pending.known, observed.micros)
    if (worker.runner.outstanding.length > 0) return
    if (worker.state === 'retired') worker.runner.kill()
    else if (worker.state !== 'stuck' && !worker.ending) rest(worker, ran)
    if (alone.length > 0 || batch.length > 0) dispatch()
  }

  function rest(worker: Worker, ran = LONG): void {
    worker.state = 'idle'
    if (ran >= LONG) ifUnfit(worker, options.limits, () => retire(worker))
  }

  function retire(worker: Worker): void {
    worker.state = 'retired'
    for (const pending of worker.runner.takeBack()) batch.push(pending)
    if (worker.runner.outstanding.length === 0) worker.runner.kill()
    dispatch()
  }

  function gone(worker: Worker, unstarted: PendingCall[], started: PendingCall[], report: string): void {
    workers.delete(worker)
    listRunners()
    worker.release()
    const failed = worker.state === 'starting'
    const [guilty, ...others] = started
    if (guilty) {
      distrust(guilty.known)
      const { code, message } = worker.ending ?? unexpectedEnd(guilty, report, options.limits)
      failCall(guilty, code, message)
    }
    for (const pending of others) failCall(pending, 'FUNCTION_INTERRUPTED', interrupted('another Function ended it'))
    for (const pending of unstarted.reverse()) {
      if (closed) failCall(pending, 'FUNCTION_INTERRUPTED', SHUTTING_DOWN)
      else if (mayShare(pending.known)) batch.unshift(pending)
      else alone.unshift(pending)
    }
    if (failed && failedStarts >= FAILED_STARTS) {
      const message = `No Function runner could be started: ${report.trim() || 'it ended at once'}`
      for (const pending of [...alone.drain(), ...batch.splice(0)]) failCall(pending, 'FUNCTION_INTERRUPTED', message)
      for (const done of opening.splice(0)) done()
    } else dispatch()
    if (workers.size === 0) for (const done of closing.splice(0)) done()
  }

  function cancel(pending: PendingCall): void {
    if (pending.settled) return
    failCall(pending, 'CANCELLED', CANCELLED)
    // One that waits is passed over when its turn comes.
    for (const worker of workers) {
      if (worker.state === 'alone' && worker.runner.outstanding[0] === pending) {
        worker.end('CANCELLED', CANCELLED)
      }
    }
  }

  function call(request: FunctionCall): Promise<FunctionOutcome> {
    if (closed) return Promise.resolve(refusal('FUNCTION_INTERRUPTED', SHUTTING_DOWN))
    if (request.signal?.aborted) return Promise.resolve(refusal('CANCELLED', CANCELLED))
    return new Promise((resolve, reject) => {
      const onAbort = () => cancel(pending)
      const done = (outcome: FunctionOutcome) => {
        request.signal?.removeEventListener('abort', onAbort)
        resolve(outcome)
      }
      let pending: PendingCall
      try {
        pending = createPendingCall(nextId++, known.get(request.source, request.sourceName), request, done)
      } catch (error) {
        reject(error)
        return
      }
      request.signal?.addEventListener('abort', onAbort)
      const share = mayShare(pending.known)
      if (share) batch.push(pending)
      else alone.push(pending)
      // Those that follow in this turn wait for its end, so that it is known which functions ask.
      if (flushing) return
      flushing = true
      if (!share) dispatch()
      setImmediate(() => {
        flushing = false
        if (alone.length + batch.length > 0) dispatch()
      })
    })
  }

  for (let i = 0; i < KEPT_RUNNERS; i++) start()

  return {
    call,
    ready: () =>
      find('starting') && !find('idle') ? new Promise(resolve => opening.push(resolve)) : Promise.resolve(),
    pids: () => [...workers].map(worker => worker.runner.pid),
    async close() {
      closed = true
      watch.stop()
      for (const pending of [...alone.drain(), ...batch.splice(0)]) {
        failCall(pending, 'FUNCTION_INTERRUPTED', SHUTTING_DOWN)
      }
      for (const worker of workers) worker.end('FUNCTION_INTERRUPTED', interrupted('the host is shutting down'))
      if (workers.size > 0) await new Promise<void>(resolve => closing.push(resolve))
      file.remove()
    },
  }
}

/** What a runner is started with and cannot change later. The workspace's packages are looked at only so often: it costs a call's time. */
function followSettings(options: FunctionPoolOptions): () => string {
  const { clock, workspace } = options
  let lookedAt = Number.NEGATIVE_INFINITY
  let packages = ''
  return () => {
    const now = clock.now()
    if (workspace !== undefined && now - lookedAt >= LOOK_INTERVAL) {
      lookedAt = now
      packages = packagesStamp(workspace)
    }
    // Asked each time: an edit of the settings counts at once.
    const { limits, network } = options
    return `${network} ${limits.functionMemory} ${limits.fileHex} ${limits.stepOutput} ${packages}`
  }
}

function refusal(code: FunctionErrorCode, message: string): FunctionOutcome {
  return { ok: false, error: { code, message }, logs: [] }
}

function unexpectedEnd(pending: PendingCall, report: string, limits: FunctionLimits): Ending {
  if (/out of memory|heap limit|allocation failed/i.test(report)) {
    return { code: 'FUNCTION_MEMORY', message: outOfMemory(pending.known.sourceName, limits) }
  }
  return { code: 'FUNCTION_INTERRUPTED', message: interrupted('its process ended unexpectedly') }
}
