import { FileRef } from '../../../shared/file-value.ts'
import { isRecord } from '../../../shared/json.ts'
import { parseTemplate, resolveTemplate } from '../../../shared/template.ts'
import { withinLimit } from '../step-output.ts'
import { type Answer, type StepCompiler, StepFailure } from './types.ts'

/** Answers the caller: a key-value JSON object, or a file's raw bytes. The first Response reached wins (Paragon §4). */
export const response: StepCompiler<'response'> = step => {
  const body = parseTemplate(step.body ?? {})
  return {
    input: (lookup, missing) => ({
      statusCode: step.statusCode,
      responseType: step.responseType,
      body: resolveTemplate(body, lookup, missing),
    }),
    execute(input, context) {
      const value = (input as { body: unknown }).body
      const answer =
        step.responseType === 'FILE'
          ? fileAnswer(step.statusCode, value)
          : jsonAnswer(step.statusCode, withinLimit(value, context.limits.stepOutput))
      const sent = context.answer(answer)
      const output =
        answer.kind === 'file'
          ? { statusCode: answer.status, file: answer.file }
          : { statusCode: answer.status, body: answer.body }
      return sent ? output : { ...output, sent: false }
    },
  }
}

function jsonAnswer(status: number, body: unknown): Answer {
  return { kind: 'json', status, body }
}

function fileAnswer(status: number, value: unknown): Answer {
  if (value instanceof FileRef) return { kind: 'file', status, file: value }
  const got =
    value === null
      ? 'nothing (the reference is missing)'
      : isRecord(value)
        ? 'an object that is no file'
        : `a ${Array.isArray(value) ? 'list' : typeof value}`
  throw new StepFailure('STEP_FAILED', `body is ${got}, and a FILE response takes a file`, {
    remedy:
      'Refer to a file, for example {{ trigger.request.body.contract }} or {{ get.result }}, or choose responseType: JSON',
  })
}
