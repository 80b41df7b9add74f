import { type CallFailure, type CallFile, type DefinedFunction, RUNNER_FRAME } from '../shared/function-channel.ts'
import { type Call, runInCall } from './call.ts'
import { type Frame, send, text, u32 } from './channel.ts'
import { compile, type UserFunction } from './compile.ts'
import { describeFailure } from './failure.ts'
import { endFetches } from './fetch.ts'
import { createFileObject } from './files.ts'
import { encodeResult } from './result.ts'
import { endTimers } from './timers.ts'

const { parse, stringify } = JSON
const { defineProperty } = Object
const clock = performance.now.bind(performance)
const turn = setImmediate

/** What a runner needs to work on calls. */
export interface Workshop {
  libraries: object
  fileHex: number
  stepOutput: number
  /** False when a call changed a built-in. */
  unspoiled(): boolean
  /** Says why the call took too much memory, or nothing. */
  overMemory(): string | undefined
}

interface Defined extends DefinedFunction {
  compiled: UserFunction | undefined
}

type Settled = { value: unknown } | { failure: CallFailure }

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
      settled = { failure: describeFailure(error, defined.sourceName) }
      if (returned) finish()
    },
  }
  const finish = () => {
    if (alone) turn(answer)
    else answer()
  }
  const answer = () => {
    if (call.ended) return
    const micros = Math.min(0xffffffff, Math.round((clock() - began) * 1000))
    runInCall(call, () => respond(call, defined, settled as Settled, micros, alone, workshop))
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
      const value = userFunction(parameters, workshop.libraries)
      if (isThenable(value)) void awaitValue(value, settle, defined.sourceName)
      else settle({ value })
    } catch (error) {
      settle({ failure: describeFailure(error, defined.sourceName) })
    }
  })
  returned = !call.ended
  return call.ended
}

async function awaitValue(value: unknown, settle: (outcome: Settled) => void, sourceName: string): Promise<void> {
  try {
    const result = await value
    settle({ value: result })
  } catch (error) {
    settle({ failure: describeFailure(error, sourceName) })
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

function respond(
  call: Call,
  defined: DefinedFunction,
  settled: Settled,
  micros: number,
  alone: boolean,
  workshop: Workshop,
): void {
  let failure = 'failure' in settled ? settled.failure : undefined
  const memory = alone ? workshop.overMemory() : undefined
  if (memory) failure = { code: 'FUNCTION_MEMORY', message: memory }
  const head = (spoiled: boolean) => [u32(micros), Uint8Array.of(spoiled ? 1 : 0)]
  if ('value' in settled && !failure) {
    try {
      const { json, files, bytes } = encodeResult(call, settled.value, workshop.stepOutput)
      const meta = files.length === 0 ? '' : stringify(files)
      const result = text(json)
      const spoiled = alone && !workshop.unspoiled()
      const metaBytes = text(meta)
      send(RUNNER_FRAME.result, call.id, [
        ...head(spoiled),
        u32(metaBytes.length),
        metaBytes,
        u32(result.length),
        result,
        ...bytes,
      ])
      return
    } catch (error) {
      failure = describeFailure(error, defined.sourceName)
    }
  }
  const spoiled = alone && !workshop.unspoiled()
  send(RUNNER_FRAME.failure, call.id, [...head(spoiled || memory !== undefined), text(stringify(failure))])
}
