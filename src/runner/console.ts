import { Console } from 'node:console'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { format } from 'node:util'
import type { LogLine } from '../shared/execution.ts'
import { RUNNER_FRAME } from '../shared/function-channel.ts'
import { type Call, currentCall } from './call.ts'
import { sendJson } from './channel.ts'

const MAX_LINES = 10_000
const MAX_TEXT = 1024 * 1024
const clock = performance.now.bind(performance)
const own = path.dirname(fileURLToPath(import.meta.url))

type Level = LogLine['level']
type Method = Extract<keyof Console, string>

/** The level under which each method's lines are kept; methods that print nothing of their own (group ends, labels) as well. */
const LEVELS: Partial<Record<Method, Level>> = {
  log: 'log',
  info: 'info',
  warn: 'warn',
  error: 'error',
  debug: 'debug',
  assert: 'error',
  count: 'log',
  countReset: 'warn',
  dir: 'log',
  dirxml: 'log',
  group: 'log',
  groupCollapsed: 'log',
  groupEnd: 'log',
  table: 'log',
  time: 'warn',
  timeEnd: 'log',
  timeLog: 'log',
}
const PLAIN: Method[] = ['log', 'info', 'warn', 'error', 'debug']
const SILENT: Method[] = ['clear', 'profile', 'profileEnd', 'timeStamp']

/**
 * The Function's `console`: each line goes to the host at once, so the lines before an endless loop are not lost. Node's
 * own Console formats them; groups, labels and counts are the call's. A call may write 10,000 lines and 1 MiB; then one
 * line says that the rest is left out.
 */
export function createConsole(): Console {
  const made = new WeakMap<Call, Console>()
  const methods: Record<string, (...values: unknown[]) => void> = {}
  let level: Level = 'log'

  /** The call's Console, made by its first use of more than plain lines. */
  const consoleOf = (call: Call): Console => {
    let found = made.get(call)
    if (!found) {
      const stream = { write: (text: string) => write(level, text.slice(0, -1)) } as unknown as NodeJS.WritableStream
      found = new Console({ stdout: stream, stderr: stream, ignoreErrors: false })
      made.set(call, found)
    }
    return found
  }

  for (const [name, methodLevel] of Object.entries(LEVELS) as [Method, Level][]) {
    const plain = PLAIN.includes(name)
    methods[name] = (...values) => {
      const call = currentCall()
      if (!call || call.logLines > MAX_LINES) return
      if (plain && !made.has(call)) return write(methodLevel, format(...values))
      level = methodLevel
      const print = consoleOf(call)[name] as (...values: unknown[]) => void
      print(...values)
    }
  }
  for (const name of SILENT) methods[name] = () => {}
  methods.trace = (...values) => {
    const text = format(...values)
    methods.debug?.(text === '' ? `Trace\n${frames()}` : `Trace: ${text}\n${frames()}`)
  }
  return methods as unknown as Console
}

/** Where the Function stands, without the runner's own frames. */
function frames(): string {
  const lines = (new Error().stack ?? '').split('\n').slice(1)
  return lines.filter(line => !isForeign(line)).join('\n')
}

/** A frame that tells a Function's author nothing: the runner's own, or Node's. */
function isForeign(frame: string): boolean {
  return frame.includes(own) || frame.includes('node:')
}

/** What was written, its errors with the user's frames alone; the brace that opens an error's further members stays. */
function withUserFrames(text: string): string {
  if (!text.includes(own)) return text
  return text.replace(/\n +at [^\n]*?( \{)?(?=\n|$)/g, (frame, brace: string | undefined) =>
    isForeign(frame) ? (brace ?? '') : frame,
  )
}

function write(level: Level, written: string): void {
  const call = currentCall()
  if (!call || call.logLines > MAX_LINES) return
  const text = withUserFrames(written)
  let line = text
  call.logLines += 1
  call.logText += text.length
  if (call.logLines > MAX_LINES || call.logText > MAX_TEXT) {
    line = `Further lines are left out: a call may write ${MAX_LINES} lines and ${MAX_TEXT} characters.`
    call.logLines = MAX_LINES + 1
  }
  sendJson(RUNNER_FRAME.log, call.id, { at: call.at + (clock() - call.began), level, text: line })
}
