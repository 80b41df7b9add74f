import { UserError } from '../../shared/errors.ts'
import type { Run } from '../engine/run.ts'
import type { HistoryWriter } from '../history/types.ts'

/** Resolves with the run once its present state is on disk; rejects with HISTORY_UNWRITABLE. */
export function onDisk(run: Run, writer: HistoryWriter): Promise<Run> {
  return new Promise((resolve, reject) =>
    writer.save(run, error => (error ? reject(historyUnwritable()) : resolve(run))),
  )
}

/** Why an accepted run is not answered: it is not on disk (contract §2). */
export function historyUnwritable(): UserError {
  return new UserError(
    'HISTORY_UNWRITABLE',
    'The run could not be written to .triggerbench/history.db. Free disk space or mend the permissions, then send again',
  )
}
