import type { ControlError } from '../shared/control.ts'
import type { RunDetail, RunStatus } from '../shared/execution.ts'
import type { Connection } from './connection.ts'
import { ExitError, FAILED } from './exit.ts'
import { callControl } from './running.ts'

const ENDED: readonly RunStatus[] = ['SUCCEEDED', 'FAILED', 'CANCELLED']

/** The run once it has ended. The host answers then, or after a minute with the run as it is. */
export async function runEnded(connection: Connection, runId: string): Promise<RunDetail> {
  for (;;) {
    const response = await callControl(connection.control, connection.token, `/api/runs/${runId}?wait=end`)
    if (!response.ok) throw new ExitError(FAILED, ((await response.json()) as ControlError).message)
    const run = (await response.json()) as RunDetail
    if (ENDED.includes(run.status)) return run
  }
}
