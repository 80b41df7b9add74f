import { formatDuration, formatSize } from '../shared/units.ts'
import { localTime } from './history-list.ts'
import type { MessageReport, RunReport, StepReport } from './history-run.ts'

/** A run for people: what came, what each step did, what was answered. */
export function runText(run: RunReport): string {
  const duration = run.durationMs === null ? 'not ended' : formatDuration(run.durationMs)
  const { response } = run
  const answer = response ? `${response.status}${response.notSent ? ' (not sent)' : ''}` : 'no answer'
  const replay = run.source === 'replay' ? '  replay' : ''
  const lines = [
    `${run.workflow}${replay}  ${run.status}  ${answer}  ${duration}  ${localTime(Date.parse(run.startedAt))}`,
  ]
  if (run.error) lines.push(`${run.error.code}: ${run.error.message}`)
  lines.push('', `${run.request.method} ${run.request.target} HTTP/${run.request.httpVersion}`, ...message(run.request))
  for (const step of run.steps) lines.push('', ...stepLines(step))
  if (response) lines.push('', `HTTP ${response.status}${whyNotSent(response.notSent)}`, ...message(response))
  return lines.join('\n')
}

/** A step of a fan-out stands further in with each fan-out around it, and says which iteration it is, counted from 1 as in the app. */
function stepLines(step: StepReport): string[] {
  const { iteration = [], error } = step
  const took = step.durationMs === null ? '' : `  ${formatDuration(step.durationMs)}`
  const which = iteration.length === 0 ? '' : `  iteration ${iteration.map(index => index + 1).join('.')}`
  const lines = [`${step.name}  ${step.kind}${which}  ${step.status}${took}`]
  if (error) lines.push(`  ${error.code}: ${[error.message, error.remedy].filter(Boolean).join('. ')}`)
  lines.push(...places(error?.stack).map(place => `    ${place}`))
  lines.push(...step.logs.map(log => `  ${log.level}: ${log.text}`))
  if (step.missing) lines.push(`  missing ${step.missing.join(', ')}`)
  lines.push(`  input   ${JSON.stringify(step.input)}`, `  output  ${JSON.stringify(step.output)}`)
  return lines.flatMap(line => line.split('\n')).map(line => '  '.repeat(iteration.length) + line)
}

/** The places of a stack, without the message that it begins with. */
function places(stack = ''): string[] {
  return stack
    .split('\n')
    .map(line => line.trim())
    .filter(line => line.startsWith('at '))
}

function whyNotSent(reason: 'client gone' | 'replay' | undefined): string {
  if (reason === undefined) return ''
  return reason === 'replay' ? ' (not sent: a replay has no caller)' : ' (not sent: the client was gone)'
}

function message(part: MessageReport): string[] {
  const lines = part.headers.map(([name, value]) => `${name}: ${value}`)
  if (!('size' in part)) return lines
  const text = part.bodyEncoding === 'utf8' && part.body !== null
  return [...lines, '', text ? (part.body ?? '') : `(${formatSize(part.size)}, SHA-256 ${part.sha256})`]
}
