import { formatWithOptions } from 'node:util'
import type { LogLine } from '../shared/execution.ts'
import { RUNNER_FRAME } from '../shared/function-channel.ts'
import { currentCall } from './call.ts'
import { sendJson } from './channel.ts'

const MAX_LINES = 10_000
const MAX_TEXT = 1024 * 1024
const clock = performance.now.bind(performance)
const format = formatWithOptions

type Level = LogLine['level']

/**
 * The Function's `console`: each line goes to the host at once, so the lines before an endless loop are not lost. A call
 * may write 10,000 lines and 1 MiB; then one line says that the rest is left out.
 */
export function createConsole(): Console {
  const labels = new Map<string, number>()
  const counts = new Map<string, number>()
  const at =
    (level: Level) =>
    (...values: unknown[]) =>
      write(level, values)
  const none = () => {}
  const since = (label: string) => `${label}: ${(clock() - (labels.get(label) ?? clock())).toFixed(3)}ms`
  const own = {
    log: at('log'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    debug: at('debug'),
    trace: at('debug'),
    dir: (value: unknown) => write('log', [value]),
    dirxml: at('log'),
    table: (value: unknown) => write('log', [value]),
    assert: (holds: unknown, ...values: unknown[]) => {
      if (!holds) write('error', ['Assertion failed', ...values])
    },
    time: (label = 'default') => void labels.set(String(label), clock()),
    timeLog: (label = 'default') => write('log', [since(String(label))]),
    timeEnd: (label = 'default') => {
      write('log', [since(String(label))])
      labels.delete(String(label))
    },
    count: (label = 'default') => {
      counts.set(label, (counts.get(label) ?? 0) + 1)
      write('log', [`${label}: ${counts.get(label)}`])
    },
    countReset: (label = 'default') => void counts.delete(label),
    group: (...values: unknown[]) => {
      if (values.length > 0) write('log', values)
    },
    groupCollapsed: (...values: unknown[]) => {
      if (values.length > 0) write('log', values)
    },
    groupEnd: none,
    clear: none,
    profile: none,
    profileEnd: none,
    timeStamp: none,
  }
  return own as unknown as Console
}

function write(level: Level, values: unknown[]): void {
  const call = currentCall()
  if (!call || call.logLines > MAX_LINES) return
  let text = format({ depth: 4, maxStringLength: 100_000 }, ...values)
  call.logLines += 1
  call.logText += text.length
  if (call.logLines > MAX_LINES || call.logText > MAX_TEXT) {
    text = `Further lines are left out: a call may write ${MAX_LINES} lines and ${MAX_TEXT} characters.`
    call.logLines = MAX_LINES + 1
  }
  sendJson(RUNNER_FRAME.log, call.id, { at: call.at + (clock() - call.began), level, text })
}
