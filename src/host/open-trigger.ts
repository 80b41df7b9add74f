import type { SendOrigins } from './composer/origins.ts'
import type { Control } from './control/control.ts'
import type { Engine } from './engine/engine.ts'
import { type Listening, listen } from './listen.ts'
import type { TestKey } from './tokens/test-key.ts'
import type { Answering, AnsweringOptions } from './trigger/answering.ts'
import { createAuth } from './trigger/auth.ts'
import type { TaskHistory } from './trigger/options.ts'
import { createTriggerServer } from './trigger/server.ts'
import { stopWaiting } from './trigger/stop-waiting.ts'
import type { WorkflowTable } from './trigger/workflows.ts'
import type { Workspace } from './workspace/types.ts'

export interface OpenTriggerOptions {
  readonly workspace: Workspace
  readonly answering: AnsweringOptions
  readonly engine: Engine
  readonly workflows: WorkflowTable
  readonly taskHistory: TaskHistory
  readonly testKey: TestKey
  readonly origins: SendOrigins
  /** In place of `trigger.port`; 0 is any free port. */
  readonly port: number | undefined
  /** False while the host stops. */
  readonly accepting: () => boolean
  /** Who is told of refusals and captures, once there is one. */
  readonly control: () => Control | undefined
  readonly log: (error: unknown) => void
}

/** Opens the user's door. `close` answers the callers that wait, then ends the listener. Rejects with PortTakenError. */
export async function openTrigger(options: OpenTriggerOptions): Promise<Listening> {
  const { workspace, answering, engine, workflows, taskHistory, testKey, origins, accepting, control, log } = options
  const { clock } = answering
  const { host, port } = workspace.settings.trigger
  const waiting = new Set<Answering>()
  const auth = createAuth({
    settings: () => workspace.settings,
    verifyKey: () => workspace.verifyKey,
    testKey: testKey.publicKey,
    secrets: () => workspace.secrets,
    clock,
  })
  let open: Listening | undefined
  const listening = await listen(
    () =>
      createTriggerServer({
        ...answering,
        taskHistory,
        waiting,
        engine,
        workflows,
        auth,
        port: () => open?.port ?? 0,
        originOf: origins.find,
        accepting,
        refused: at => control()?.publishRefused(at),
        captured: at => control()?.publishCapture(at),
        log,
      }),
    host,
    options.port ?? port,
  )
  open = listening
  return {
    ...listening,
    async close() {
      await stopWaiting(waiting, clock)
      await listening.close()
    },
  }
}
