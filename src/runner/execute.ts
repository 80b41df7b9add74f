import {
  type CallFailure,
  type CallFile,
  type DefinedFunction,
  RUNNER_FRAME,
  RUNNER_STATE,
} from '../shared/function-channel.ts'
import { type Call, runInCall } from './call.ts'
import { type Frame, send, text, u32 } from './channel.ts'
import { compile, type UserFunction } from './compile.ts'
import { describeFailure } from './failure.ts'
import { endFetches } from './fetch.ts'
import { createFileObject } from './files.ts'
import type { Restored } from './integrity.ts'
import { type EncodedResult, encodeResult } from './result.ts'
import { endTimers } from './timers.ts'

const { parse, stringify } = JSON
const { defineProperty } = Object
const { min, round } = Math
const clock = performance.now.bind(performance)
const byte = Uint8Array.of.bind(Uint8Array)
const turn = setImmediate
const threadCpu = process.threadCpuUsage.bind(process)

/** What a runner needs to work on calls. */
export interface Workshop {
  libraries: object
  fileHex: number
  stepOutput: number
  /** Puts changed built-ins and libraries back. */
  restore(): Restored
  /** The same for the settings that libraries keep hidden. */
  restoreSettings(): boolean
  /** Says why the call took too much memory, or nothing. */
  overMemory(): string | undefined
}

interface Defined extends DefinedFunction {
  compiled: UserFunction | undefined
}

type Settled = { value: unknown } | { thrown: unknown }

const functions = new Map<number, Defined>()

/** Keeps a function's source; it is compiled by its first call. */
export function defineFunction(frame: Frame): void {
  functions.set(frame.id, { ...(parse(frame.body.toString('utf8')) as DefinedFunction), compiled: undefined })
}

/**
 * Works on a call until its answer is sent; true when that is done at return, else `resume` is called then. A call that
 * has the runner to itself is answered after a turn of the event loop, so that what it left in the microtask queue is
 * its own delay and its own failure.
 */
export function execute(frame: Frame, workshop: Workshop, resume: () => void): boolean {
  const { body } = frame
  const alone = body[12] === 1
  const filesLength = body.readUInt32LE(13)
  const files = filesLength === 0 ? [] : (parse(body.toString('utf8', 17, 17 + filesLength)) as CallFile[])
  const defined = functions.get(body.readUInt32LE(0)) as Defined
  let settled: Settled | undefined
  let returned = false
  let began = clock()
  let worked = 0
  let isSync = false
  const call: Call = {
    id: frame.id,
    at: body.readDoubleLE(4),
    began,
    files,
    timers: new Set(),
    fetches: new Set(),
    fileObjects: new WeakMap(),
    readFiles: [],
    logLines: 0,
    logText: 0,
    ended: false,
    crash: error => {
      if (call.ended) return
      settled = { thrown: error }
      if (returned) finish()
    },
  }
  let state: Restored = 'whole'
  const finish = () => {
    if (!alone) return answer()
    // At once: Node itself needs its arrays' members for the turn to come. The Function is not charged for it.
    const at = clock()
    const cpu = cpuMicros()
    isSync = !returned
    state = workshop.restore()
    worked += cpuMicros() - cpu
    began += clock() - at
    turn(answer)
  }
  const answer = () => {
    if (call.ended) return
    const elapsed = round((clock() - began) * 1000)
    // On a busy machine a call that waits for nothing is judged by its own work, else none would ever be proven.
    const micros = min(0xffffffff, elapsed, isSync ? cpuMicros() - worked : elapsed)
    runInCall(call, () => respond(call, defined, settled as Settled, micros, alone, state, workshop))
    call.ended = true
    endTimers(call)
    endFetches(call)
    if (returned) resume()
  }
  const settle = (outcome: Settled) => {
    settled ??= outcome
    if (!call.ended) finish()
  }
  runInCall(call, () => {
    try {
      defined.compiled ??= compile(defined)
      const userFunction = defined.compiled
      const parameters = withFiles(parse(body.toString('utf8', 17 + filesLength)), call, workshop.fileHex)
      began = clock()
      if (alone) worked += cpuMicros()
      const value = userFunction(parameters, workshop.libraries)
      if (isThenable(value)) void awaitValue(value, settle)
      else settle({ value })
    } catch (error) {
      settle({ thrown: error })
    }
  })
  returned = !call.ended
  return call.ended
}

function cpuMicros(): number {
  const { user, system } = threadCpu()
  return user + system
}

async function awaitValue(value: unknown, settle: (outcome: Settled) => void): Promise<void> {
  try {
    const result = await value
    settle({ value: result })
  } catch (error) {
    settle({ thrown: error })
  }
}

function isThenable(value: unknown): boolean {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return false
  return typeof (value as { then?: unknown }).then === 'function'
}

/** Puts the call's file objects where the parameters hold null for them. */
function withFiles(parameters: unknown, call: Call, fileHex: number): unknown {
  let root = parameters
  for (let index = 0; index < call.files.length; index++) {
    const file = call.files[index] as CallFile
    const value = createFileObject(call, index, file, fileHex)
    const last = file.path.at(-1)
    if (last === undefined) root = value
    else {
      let parent = root as Record<string | number, unknown>
      for (let i = 0; i < file.path.length - 1; i++) parent = parent[file.path[i] as string] as typeof parent
      defineProperty(parent, last, { value, writable: true, enumerable: true, configurable: true })
    }
  }
  return root
}

/**
 * Sends the answer. A call that was alone may have changed built-ins that the runner needs for that: `found` is what was
 * put back when it settled; they are put back once more after its getters and toJSON had their turn.
 */
function respond(
  call: Call,
  defined: DefinedFunction,
  settled: Settled,
  micros: number,
  alone: boolean,
  found: Restored,
  workshop: Workshop,
): void {
  let state = found
  const restore = () => {
    if (alone) state = worse(state, workshop.restore())
  }
  const memory = alone ? workshop.overMemory() : undefined
  let failure: CallFailure | undefined
  if (memory !== undefined) failure = { code: 'FUNCTION_MEMORY', message: memory }
  else if (state === 'broken') failure = BROKEN
  else if ('thrown' in settled) failure = describeFailure(settled.thrown, defined.sourceName)
  let encoded: EncodedResult | undefined
  if (!failure && 'value' in settled) {
    try {
      encoded = encodeResult(call, settled.value, workshop.stepOutput)
    } catch (error) {
      restore()
      failure = describeFailure(error, defined.sourceName)
    }
  }
  restore()
  if (memory !== undefined) state = 'spoiled'
  const head = [u32(micros), byte(alone ? runnerState(state, workshop) : RUNNER_STATE.whole)]
  forgetMatch()
  if (!encoded) {
    send(RUNNER_FRAME.failure, call.id, [...head, text(stringify(failure))])
    return
  }
  const files = text(encoded.files.length === 0 ? '' : stringify(encoded.files))
  const result = text(encoded.json)
  send(RUNNER_FRAME.result, call.id, [...head, u32(files.length), files, u32(result.length), result, ...encoded.bytes])
}

const BROKEN: CallFailure = {
  code: 'STEP_FAILED',
  message:
    'The Function added a member to a built-in that cannot be taken away again (configurable: false), so its result cannot be read reliably. Leave the built-ins as they are.',
}

const STATES: Restored[] = ['whole', 'restored', 'spoiled', 'broken']

function worse(a: Restored, b: Restored): Restored {
  return rank(a) > rank(b) ? a : b
}

function rank(state: Restored): number {
  for (let i = 0; i < STATES.length; i++) if (STATES[i] === state) return i
  return STATES.length
}

function runnerState(state: Restored, workshop: Workshop): number {
  const settingsKept = workshop.restoreSettings()
  if (rank(state) > 1) return RUNNER_STATE.spoiled
  return settingsKept && state === 'whole' ? RUNNER_STATE.whole : RUNNER_STATE.restored
}

const nothing = /^/
const match = RegExp.prototype.exec.bind(nothing)

/** `RegExp.$1` and `RegExp.input` would show the next Function what this one matched last. */
function forgetMatch(): void {
  match('')
}
