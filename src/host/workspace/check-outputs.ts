import type { Step, StepKind } from '../../shared/steps/index.ts'
import type { Reference } from '../../shared/template.ts'
import type { Trigger } from '../../shared/workflow.ts'
import { didYouMean } from './nearest.ts'

/** What later steps read of each kind's output (contract §1, "Output by kind"). */
const OUTPUTS: Record<StepKind, readonly string[]> = {
  function: ['result'],
  integration: ['result'],
  request: ['response'],
  fanOut: ['instance'],
  conditional: ['selectedChoice'],
  response: ['statusCode', 'body', 'file', 'sent'],
  delay: [],
}
const REQUEST_PARTS = ['params', 'headers', 'body', 'file']
const USER_PARTS = ['userId', 'meta']

/** Says why a reference to something that is there leads nowhere inside it; undefined when it may lead somewhere. */
export function warnOutput(
  { root, path }: Reference,
  trigger: Trigger,
  steps: ReadonlyMap<string, Step>,
): string | undefined {
  if (root === 'trigger') return warnTrigger(path, trigger)
  const [name] = path
  if (name === undefined) return undefined
  if (root === 'user') return unknown('user', name, USER_PARTS)
  const step = steps.get(root)
  if (step === undefined) return undefined
  const known = [...OUTPUTS[step.type], ...(step.continueOnError ? ['error'] : [])]
  if (known.length === 0) return `${root} is a delay, which has no output, so this is null`
  return unknown(`The output of ${root}`, name, known)
}

function warnTrigger(path: readonly string[], trigger: Trigger): string | undefined {
  const [name, part, header] = path
  if (name === undefined) return undefined
  const known = trigger.type === 'event' ? ['event'] : ['request']
  if (!known.includes(name)) return unknown(`The trigger of type ${trigger.type}`, name, known)
  if (trigger.type === 'event' || part === undefined) return undefined
  if (!REQUEST_PARTS.includes(part)) return unknown('trigger.request', part, REQUEST_PARTS)
  if (part !== 'headers' || header === undefined || header === header.toLowerCase()) return undefined
  return `Header names are lower-case here, so this is null; write ${header.toLowerCase()}`
}

function unknown(subject: string, name: string, known: readonly string[]): string | undefined {
  return known.includes(name) ? undefined : `${subject} has no ${name}, so this is null${didYouMean(name, known)}`
}
