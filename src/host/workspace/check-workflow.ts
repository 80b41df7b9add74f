import { UserError } from '../../shared/errors.ts'
import { type ActionDescription, INTEGRATIONS } from '../../shared/integrations/index.ts'
import type { Settings } from '../../shared/settings.ts'
import type { FunctionStep } from '../../shared/steps/function.ts'
import type { Step } from '../../shared/steps/index.ts'
import type { IntegrationStep } from '../../shared/steps/integration.ts'
import { type Pagination, SELF_NAMES } from '../../shared/steps/pagination.ts'
import { isOneReference, parseTemplate, RESERVED_ROOTS, type Reference, TemplateError } from '../../shared/template.ts'
import { allSteps, type Trigger, type Workflow } from '../../shared/workflow.ts'
import { checkAuthorization, checkHeaders } from './check-literals.ts'
import { warnOutput } from './check-outputs.ts'
import { checkTemplates, type Names, type Report } from './check-templates.ts'
import { findSyntaxError } from './function-syntax.ts'
import { didYouMean, nearest } from './nearest.ts'
import { type TemplatedField, templatedFields } from './templated-fields.ts'
import { type DocumentPath, pathText } from './yaml-file.ts'

/** What a workflow is checked against. */
export interface WorkflowSurroundings {
  readonly settings: Settings
  /** Reads a Function's file; throws a UserError when it is missing or leads out of the workspace. */
  readFunction(path: string): string
  /** Takes the source of a Function step; `path` is the step's. */
  onFunction(stepId: string, file: string | undefined, source: string, path: DocumentPath): void
}

interface Walk {
  readonly surroundings: WorkflowSurroundings
  readonly trigger: Trigger
  readonly steps: ReadonlyMap<string, Step>
  readonly report: Report
  /** Every step id of the document and its path. */
  readonly all: Map<string, DocumentPath>
}

/** Checks what the schema cannot: ids, references, templates, function files, integrations and their actions. */
export function checkWorkflow(workflow: Workflow, surroundings: WorkflowSurroundings, report: Report): void {
  const all = new Map<string, DocumentPath>()
  collectIds(workflow.steps, ['steps'], all, report)
  const steps = new Map(allSteps(workflow.steps).map(step => [step.id, step]))
  walkSteps(workflow.steps, ['steps'], new Set(), { surroundings, report, all, trigger: workflow.trigger, steps })
}

/** The lists of steps inside a step, each a branch of its own. */
function branches(step: Step): [name: string, steps: readonly Step[]][] {
  if (step.type === 'conditional')
    return [
      ['whenTrue', step.whenTrue],
      ['whenFalse', step.whenFalse],
    ]
  return step.type === 'fanOut' ? [['steps', step.steps]] : []
}

function collectIds(steps: readonly Step[], path: DocumentPath, all: Map<string, DocumentPath>, report: Report): void {
  for (const [index, step] of steps.entries()) {
    const here = [...path, index]
    const other = all.get(step.id)
    if (other)
      report([...here, 'id'], `Another step, ${pathText(other)}, has the id ${step.id}; ids are unique in a workflow`)
    else all.set(step.id, here)
    for (const [name, inner] of branches(step)) collectIds(inner, [...here, name], all, report)
  }
}

/** Walks steps in document order; `upstream` holds what later steps may name and grows with each step and its branches. */
function walkSteps(steps: readonly Step[], path: DocumentPath, upstream: Set<string>, walk: Walk): void {
  for (const [index, step] of steps.entries()) {
    const here = [...path, index]
    checkStep(step, here, upstream, walk)
    upstream.add(step.id)
    const inside = branches(step).map(([name, inner]) => {
      const branch = new Set(upstream)
      walkSteps(inner, [...here, name], branch, walk)
      return branch
    })
    for (const branch of inside) for (const id of branch) upstream.add(id)
  }
}

function checkStep(step: Step, path: DocumentPath, upstream: ReadonlySet<string>, walk: Walk): void {
  const { surroundings, report } = walk
  for (const field of templatedFields(step)) {
    const at = [...path, ...field.path]
    checkTemplates(field.value, at, namesFor(step, field, upstream, walk), report)
    checkDepth(field.value, at, report)
  }
  if (step.type === 'function') checkFunction(step, path, surroundings, report)
  if (step.type === 'fanOut') checkIterator(step.iterator, [...path, 'iterator'], report)
  if (step.type === 'response' && walk.trigger.type === 'event')
    report(
      [...path, 'type'],
      'Only a workflow with a trigger of type request can answer (Paragon §4); take this step out',
    )
  if (step.type === 'integration') checkAction(step, path, surroundings.settings, report)
  if (step.type === 'request') {
    checkAuthorization(step.authorization, [...path, 'authorization'], report)
    checkHeaders(step.headers, [...path, 'headers'], report)
    checkPagination(step.pagination, [...path, 'pagination'], report)
  }
}

/** Warns about what the kind of pagination does not look at. */
function checkPagination(pagination: Pagination | undefined, path: DocumentPath, report: Report): void {
  const idle = pagination?.type === 'range' ? 'pageToken' : 'skip'
  if (pagination?.[idle] === undefined) return
  const other = idle === 'skip' ? 'range' : 'token or nextPageToken'
  const message = `type: ${pagination.type} does not look at ${idle}; take it out, or choose type: ${other}`
  report([...path, idle], message, { severity: 'warning', part: 'key' })
}

function namesFor(step: Step, field: TemplatedField, upstream: ReadonlySet<string>, walk: Walk): Names {
  const { settings } = walk.surroundings
  const refuse = ({ root, path: [name] }: Reference): string | undefined => {
    if (root === 'trigger' || root === 'user' || upstream.has(root)) return undefined
    if (root === 'self') {
      if (!field.self) return 'self stands for the page of a request step with pagination:, and only there'
      const known = name === undefined || (SELF_NAMES as readonly string[]).includes(name)
      return known ? undefined : `self has no ${name}${didYouMean(name, SELF_NAMES)}`
    }
    if (root === step.id)
      return field.own ? undefined : `${root} is this step itself; its output is there for later steps`
    const names = [...upstream, ...RESERVED_ROOTS.filter(name => name !== 'self' || field.self)]
    if (walk.all.has(root))
      return `${root} does not run before ${step.id}, so its output is not there yet; use an earlier step`
    return `There is no step ${root}${suggestion(root, names, upstream)}`
  }
  const warn = (reference: Reference) => warnOutput(reference, walk.trigger, walk.steps)
  return { settings: Object.keys(settings.settings), secrets: settings.secrets, refuse, warn }
}

function suggestion(root: string, names: readonly string[], upstream: ReadonlySet<string>): string {
  const near = nearest(root, names)
  if (near !== undefined) return `; did you mean ${near}?`
  return upstream.size === 0
    ? '; no step runs before this one'
    : `; the steps before this one are ${[...upstream].join(', ')}`
}

function checkDepth(value: unknown, path: DocumentPath, report: Report): void {
  if (typeof value !== 'object') return
  try {
    parseTemplate(value)
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    if (error.message.includes('deep')) report(path, error.message)
  }
}

/** Finds an iterator that can be no array: a literal that is none, or text around a template. */
function checkIterator(iterator: unknown, path: DocumentPath, report: Report): void {
  if (Array.isArray(iterator) || isOneReference(iterator)) return
  report(path, 'A fan-out takes an array: a list, or one template that gives one, as in "{{ find.result.records }}"')
}

function checkFunction(step: FunctionStep, path: DocumentPath, around: WorkflowSurroundings, report: Report): void {
  const take = (file: string | undefined, source: string): void => {
    around.onFunction(step.id, file, source, path)
    const problem = findSyntaxError(source)
    if (problem === undefined) return
    const message = `This Function is not JavaScript, and its step will fail: ${problem.message}`
    report([...path, file === undefined ? 'code' : 'file'], message, {
      severity: 'warning',
      line: { ...problem, file },
    })
  }
  if (step.code !== undefined) take(undefined, step.code)
  if (step.file === undefined) return
  try {
    take(step.file, around.readFunction(step.file))
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    report([...path, 'file'], error.message)
  }
}

function checkAction(step: IntegrationStep, path: DocumentPath, settings: Settings, report: Report): void {
  const [name = '', action = ''] = step.action.split('.', 2)
  const integration = Object.hasOwn(settings.integrations, name) ? settings.integrations[name] : undefined
  const at = [...path, 'action']
  if (integration === undefined) {
    const known = Object.keys(settings.integrations)
    const options = known.length === 0 ? '; it names none yet' : didYouMean(name, known)
    report(at, `integrations: in triggerbench.yaml has no ${name}${options}`)
    return
  }
  const { kind } = integration
  const { actions } = INTEGRATIONS[kind]
  const description = Object.hasOwn(actions, action) ? actions[action] : undefined
  if (description === undefined) {
    report(at, `${name} (kind ${kind}) has no action ${action}${didYouMean(action, Object.keys(actions))}`)
    return
  }
  checkInputs(step, path, description, report)
}

function checkInputs(step: IntegrationStep, path: DocumentPath, { inputs }: ActionDescription, report: Report): void {
  const names = inputs.map(input => input.name)
  for (const key of Object.keys(step.with)) {
    if (names.includes(key)) continue
    const message = `${step.action} has no input ${key}${didYouMean(key, names)}`
    report([...path, 'with', key], message, { severity: 'warning', part: 'key' })
  }
  for (const input of inputs) {
    if (!input.required || Object.hasOwn(step.with, input.name)) continue
    report([...path, 'with'], `${step.action} needs ${input.name}: add it under with:`, { severity: 'warning' })
  }
}
