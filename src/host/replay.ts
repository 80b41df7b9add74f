import { UserError } from '../shared/errors.ts'
import type { RunDetail } from '../shared/execution.ts'
import { workflowSchema } from '../shared/workflow.ts'
import type { Engine, RunInput } from './engine/engine.ts'
import { compilePlan, type Plan } from './engine/plan.ts'
import type { ReceivedRequest, Run } from './engine/run.ts'
import type { FunctionText } from './engine/steps/types.ts'
import { INLINE_PAYLOAD } from './files.ts'
import type { History } from './history/types.ts'
import { type AnswerRecord, createAnswerRecord } from './replay-answer.ts'
import { restoreAuthorization, type SavedAuth } from './replay-auth.ts'
import { restoreSnapshot, restoreTrigger } from './replay-input.ts'
import type { AnsweringOptions } from './trigger/answering.ts'
import { onDisk } from './trigger/on-disk.ts'
import { noRunOf } from './trigger/task-history/no-run.ts'
import type { WorkflowTable } from './trigger/workflows.ts'

export interface ReplayOptions extends Omit<AnsweringOptions, 'files' | 'mask' | 'writer'> {
  readonly engine: Pick<Engine, 'start'>
  /** A run that is under way, or whose end is not on disk yet. */
  readonly live: (id: string) => Run | undefined
  readonly history: Pick<History, 'reader' | 'writer' | 'files' | 'mask' | 'kept'>
  readonly workflows: Pick<WorkflowTable, 'find'>
  readonly secrets: () => Readonly<Record<string, string>>
  readonly savedAuth: SavedAuth
}

/**
 * Runs a run's original input again, on the version of its workflow that it ran, whatever the workspace has now (contract §2,
 * Task History). Gives the new run once it is on disk. Rejects with EXECUTION_NOT_FOUND, for a run of another project than
 * `projectId` too, VALIDATION_FAILED when masked values or files are gone, TOO_MANY_RUNS and HISTORY_UNWRITABLE.
 */
export type Replay = (runId: string, projectId?: string) => Promise<Run>

type Original = Pick<RunInput, 'plan' | 'request' | 'trigger' | 'requestName'> & { userId: string }

/** Puts replaying together. */
export function createReplay(options: ReplayOptions): { replay: Replay; recorded: AnswerRecord['recorded'] } {
  const { engine, history, settings } = options
  const answers = createAnswerRecord({ ...options, ...history })
  const replay: Replay = async (id, projectId) => {
    const live = options.live(id)
    const { userId, ...original } = live ? ofMemory(live, options, projectId) : await ofRecord(id, options, projectId)
    const user = { userId, meta: settings().user.meta }
    const run = await engine.start({ ...original, source: 'replay', user, onAnswer: answers.take })
    return onDisk(run, history.writer)
  }
  return { replay, recorded: answers.recorded }
}

function ofMemory(run: Run, options: ReplayOptions, wanted: string | undefined): Original {
  const trigger = run.steps[0]?.output as Record<string, unknown>
  const { id, projectId, version, slug } = run.workflow
  if (wanted !== undefined && wanted !== projectId) throw noRunOf(wanted, run.id)
  return {
    plan: planOf({ id, projectId, version, slug, snapshot: run.workflow.snapshot() }, options),
    request: { ...run.request, remote: '' },
    trigger,
    requestName: run.requestName,
    userId: run.userId,
  }
}

async function ofRecord(id: string, options: ReplayOptions, wanted: string | undefined): Promise<Original> {
  const { reader, kept } = options.history
  const [run, version] = await Promise.all([reader.get(id), reader.version(id)])
  if (wanted !== undefined && run?.projectId !== wanted) throw noRunOf(wanted, id)
  if (!run || !version) throw new UserError('EXECUTION_NOT_FOUND', `There is no run ${id} in the history`)
  const [trigger] = run.steps
  const { workflowId, requestName } = run
  const restored = restoreTrigger(trigger?.output, {
    masked: trigger?.masked ?? [],
    secrets: options.secrets(),
    kept: sha256 => kept(sha256),
  })
  if (requestName !== undefined) await restoreAuthorization(restored, () => options.savedAuth(workflowId, requestName))
  return {
    plan: planOf({ ...version, id: workflowId, projectId: run.projectId, version: run.version }, options),
    request: await requestOf(run, options),
    trigger: restored,
    requestName,
    userId: run.userId,
  }
}

interface PlanKey {
  id: string
  projectId: string
  version: string
  slug: string
  snapshot: string
}

/** The plan that the workspace has ready for the version, else one of its snapshot. */
function planOf({ id, projectId, version, slug, snapshot }: PlanKey, { workflows, secrets }: ReplayOptions): Plan {
  const target = workflows.find(id)
  if (target && 'plan' in target && target.plan.version === version && target.plan.projectId === projectId)
    return target.plan
  const restored = restoreSnapshot(snapshot, secrets()) as {
    document: unknown
    functions: Record<string, FunctionText>
  }
  const document = workflowSchema.safeParse(restored.document)
  if (!document.success) {
    throw new UserError(
      'WORKFLOW_INVALID',
      `The version that ran cannot be read by this Triggerbench: ${document.error.issues[0]?.message}. Send the request anew`,
    )
  }
  return compilePlan({
    slug,
    projectId,
    version,
    document: document.data,
    functions: new Map(Object.entries(restored.functions)),
  })
}

/** The request as it came, as far as it is kept: the new run's record shows it too. */
async function requestOf({ id, request }: RunDetail, { history }: ReplayOptions): Promise<ReceivedRequest> {
  const { method, target, httpVersion, headers, body } = request
  return {
    method,
    target,
    httpVersion,
    rawHeaders: headers.flat(),
    remote: '',
    body: body && (await bodyOf(`run/${id}/request`, history)),
  }
}

async function bodyOf(key: string, { reader, kept }: ReplayOptions['history']): Promise<ReceivedRequest['body']> {
  const body = await reader.body(key)
  if (!body) return null
  if (body.size > INLINE_PAYLOAD) return kept(body.sha256) ?? null
  const chunks: Uint8Array[] = []
  for await (const chunk of body.read(0, body.size)) chunks.push(chunk)
  return Buffer.concat(chunks)
}
