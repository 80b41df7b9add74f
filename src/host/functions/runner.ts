import { type ChildProcess, spawn } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import type { LogLine } from '../../shared/execution.ts'
import { createFrameReader } from '../../shared/frame-reader.ts'
import {
  type CallFailure,
  HOST_FRAME,
  NO_BYTES,
  type ResultFile,
  RUNNER_FD,
  RUNNER_FRAME,
  RUNNER_STATE,
} from '../../shared/function-channel.ts'
import { openClaims } from './claims.ts'
import { decodeResult } from './data.ts'
import { callFrame, defineFrame, frame, u32 } from './frames.ts'
import { abortFetch, performFetch } from './host-fetch.ts'
import type { PendingCall } from './pending.ts'
import type { FunctionPoolOptions } from './types.ts'

/** What a call's work in the runner told about its function. */
export interface Observed {
  micros: number
  /** It changed a built-in or left too much memory: the runner takes no more calls. */
  spoiled: boolean
  /** It changed a built-in or a library's setting, which was put back: the function is to stay alone. */
  restored: boolean
}

/** What happens to a runner. */
export interface RunnerEvents {
  ready(): void
  /** A call was answered, or failed in the Function; its outcome is settled or about to be. */
  answered(pending: PendingCall, observed: Observed): void
  /** It has come past the calls that were taken back, and may be given more. */
  passed(): void
  /** A batch changed a built-in. */
  spoiled(): void
  /** The process ended: calls it had not begun, and calls it had. `report` is the end of its stderr; `killed`: a signal ended it. */
  gone(unstarted: PendingCall[], started: PendingCall[], report: string, killed: boolean): void
}

/** One runner process as the host sees it. */
export interface Runner {
  readonly pid: number
  /** Calls handed to it and not yet answered, in order. */
  readonly outstanding: PendingCall[]
  /** Hands calls over; `alone` when the one call has the runner to itself. */
  run(calls: readonly PendingCall[], alone: boolean): void
  /** Takes back the calls it has not begun. It must be given no more until it has come past them. */
  takeBack(): PendingCall[]
  kill(): void
}

const REPORT_LENGTH = 8192
const environment = process.platform === 'win32' ? { SystemRoot: process.env.SystemRoot } : {}

/** Starts a runner process. Its channels are private pipes, its environment is empty, its stderr kept for its end. */
export function startRunner(args: readonly string[], options: FunctionPoolOptions, events: RunnerEvents): Runner {
  const claims = openClaims()
  const child = spawn(process.execPath, args, {
    env: environment as NodeJS.ProcessEnv,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe', claims.fd, 'pipe'],
    windowsHide: true,
  })
  const calls = child.stdio[RUNNER_FD.calls] as Writable
  const answers = child.stdio[RUNNER_FD.answers] as Readable & Writable
  const replies = (child.stdio as unknown[])[RUNNER_FD.replies] as Writable
  const defined = new Set<number>()
  const outstanding: PendingCall[] = []
  let report = ''

  const takeBack = () => {
    const unstarted = claims.takeBack()
    return outstanding.splice(outstanding.length - unstarted, unstarted)
  }

  const onFrame = (kind: number, id: number, bytes: Uint8Array) => {
    const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    if (kind === RUNNER_FRAME.ready) return events.ready()
    if (kind === RUNNER_FRAME.spoiled) return events.spoiled()
    if (kind === RUNNER_FRAME.passed) return events.passed()
    const index = outstanding[0]?.id === id ? 0 : outstanding.findIndex(pending => pending.id === id)
    const pending = outstanding[index]
    if (!pending) return
    switch (kind) {
      case RUNNER_FRAME.result:
      case RUNNER_FRAME.failure:
        outstanding.splice(index, 1)
        if (kind === RUNNER_FRAME.result) settleResult(pending, body, options)
        else settleFailure(pending, body)
        events.answered(pending, { micros: body.readUInt32LE(0), ...left(body[4]) })
        break
      case RUNNER_FRAME.log:
        pending.logs.push(JSON.parse(body.toString('utf8')) as LogLine)
        break
      case RUNNER_FRAME.fetch:
        void performFetch(pending, body, options.fetch, reply => replies.write(reply))
        break
      case RUNNER_FRAME.fetchAbort:
        abortFetch(pending, body)
        break
      case RUNNER_FRAME.readFile:
        answerRead(pending, body.readUInt32LE(0), answers)
        break
    }
  }

  answers.on('data', createFrameReader(onFrame))
  for (const stream of child.stdio) stream?.on('error', () => {})
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    report = (report + text).slice(-REPORT_LENGTH)
  })
  onEnd(child, error => {
    const unstarted = takeBack()
    claims.close()
    events.gone(unstarted, outstanding.splice(0), error ? error.message : report, child.signalCode !== null)
  })

  return {
    pid: child.pid ?? 0,
    outstanding,
    run(batch, alone) {
      const now = options.clock.now()
      const frames: Buffer[] = []
      for (const pending of batch) {
        outstanding.push(pending)
        if (!defined.has(pending.known.id)) {
          defined.add(pending.known.id)
          frames.push(defineFrame(pending.known))
        }
        frames.push(callFrame(pending, now, alone))
      }
      claims.offer(batch.length)
      calls.write(frames.length === 1 ? frames[0] : Buffer.concat(frames))
    },
    takeBack() {
      const unstarted = takeBack()
      calls.write(frame(HOST_FRAME.pass, 0, []))
      return unstarted
    },
    kill: () => void child.kill('SIGKILL'),
  }
}

function left(state: number | undefined): Omit<Observed, 'micros'> {
  return { spoiled: state === RUNNER_STATE.spoiled, restored: state === RUNNER_STATE.restored }
}

/** Once the process has ended and all it wrote has been read, or it could not be started. */
function onEnd(child: ChildProcess, done: (error?: Error) => void): void {
  child.once('close', () => done())
  child.once('error', error => {
    if (child.pid !== undefined) return
    child.removeAllListeners('close')
    done(error)
  })
}

function settleResult(pending: PendingCall, body: Buffer, options: FunctionPoolOptions): void {
  const filesEnd = 9 + body.readUInt32LE(5)
  const places = filesEnd === 9 ? [] : (JSON.parse(body.toString('utf8', 9, filesEnd)) as ResultFile[])
  const jsonEnd = filesEnd + 4 + body.readUInt32LE(filesEnd)
  const json = body.toString('utf8', filesEnd + 4, jsonEnd)
  const logs = pending.logs
  const result = decodeResult(json, places, body.subarray(jsonEnd), pending.encoded.files, options.makeFile)
  if (places.length === 0) return pending.settle({ ok: true, result, logs })
  Promise.resolve(result).then(
    value => pending.settle({ ok: true, result: value, logs }),
    error =>
      pending.settle({ ok: false, error: { code: 'STEP_FAILED', message: String(error?.message ?? error) }, logs }),
  )
}

function settleFailure(pending: PendingCall, body: Buffer): void {
  const error = JSON.parse(body.toString('utf8', 5)) as CallFailure
  pending.settle({ ok: false, error, logs: pending.logs })
}

function answerRead(pending: PendingCall, index: number, answers: Writable): void {
  try {
    const bytes = pending.encoded.files[index]?.source.bytes()
    if (!bytes) throw new Error('The call has no such file')
    answers.write(u32(bytes.length))
    answers.write(bytes)
  } catch (error) {
    const reason = Buffer.from(error instanceof Error ? error.message : String(error))
    answers.write(Buffer.concat([u32(NO_BYTES), u32(reason.length), reason]))
  }
}
