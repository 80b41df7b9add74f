import { FileRef, isFileObject } from '../../../shared/file-value.ts'
import { isRecord } from '../../../shared/json.ts'
import { STATUS_RANGE } from '../../../shared/steps/response.ts'
import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { keepFileObject } from '../../file-object.ts'
import { withinLimit } from '../step-output.ts'
import { type Answer, type StepCompiler, StepFailure } from './types.ts'

/** Answers the caller: a key-value JSON object, or a file's raw bytes. The first Response reached wins (Paragon §4). */
export const response: StepCompiler<'response'> = step => {
  const body = parseTemplate(step.body ?? {})
  const statusCode = parseTemplate(step.statusCode)
  return {
    input: (lookup, missing) => ({
      statusCode: resolveTemplate(statusCode, lookup, missing),
      responseType: step.responseType,
      body: resolveTemplate(body, lookup, missing),
    }),
    execute(input, context) {
      const { body: value, statusCode: status } = input as { body: unknown; statusCode: unknown }
      const give = (answer: Answer) => outputOf(answer, context.answer(answer))
      const code = statusOf(status)
      if (step.responseType !== 'FILE') return give(jsonAnswer(code, withinLimit(value, context.limits.stepOutput)))
      if (!isFileObject(value)) return give(fileAnswer(code, value))
      const fail = (what: string) => new StepFailure('STEP_FAILED', `body ${what}`)
      return keepFileObject(value, context.services.files, fail).then(file => give(fileAnswer(code, file)))
    },
  }
}

/** What later steps read. */
function outputOf(answer: Answer, sent: boolean): unknown {
  const output =
    answer.kind === 'file'
      ? { statusCode: answer.status, file: answer.file }
      : { statusCode: answer.status, body: answer.body }
  return sent ? output : { ...output, sent: false }
}

function statusOf(value: unknown): number {
  const { least, most } = STATUS_RANGE
  const status = typeof value === 'string' && /^\d{3}$/.test(value) ? Number(value) : value
  if (typeof status === 'number' && Number.isInteger(status) && status >= least && status <= most) return status
  throw new StepFailure(
    'STEP_FAILED',
    `statusCode is ${describe(value)}, and takes a whole number from ${least} to ${most}`,
  )
}

function jsonAnswer(status: number, body: unknown): Answer {
  if (isRecord(body)) return { kind: 'json', status, body }
  throw new StepFailure('STEP_FAILED', `body is ${describe(body)}, and a JSON response takes an object`, {
    remedy: 'Put it under a key, for example body: { result: "{{ shape.result }}" }',
  })
}

function fileAnswer(status: number, value: unknown): Answer {
  if (value instanceof FileRef) return { kind: 'file', status, file: value }
  throw new StepFailure('STEP_FAILED', `body is ${describe(value)}, and a FILE response takes a file`, {
    remedy:
      'Refer to a file, for example {{ trigger.request.body.contract }} or {{ get.result }}, or choose responseType: JSON',
  })
}

function describe(value: unknown): string {
  if (value === null) return 'nothing (the reference is missing)'
  if (isRecord(value)) return 'an object that is no file'
  if (Array.isArray(value)) return 'a list'
  const text = JSON.stringify(value)
  return `the ${typeof value} ${text.length > 80 ? `${text.slice(0, 79)}…` : text}`
}
