import type { ExecutionError } from '../../../../shared/execution.ts'
import { Note } from '../../components/note.tsx'
import { plural } from '../../format.ts'
import styles from './step-error.module.css'

/** Why a step failed: what, where and what to do, with the place in the user's source and the references that were missing. */
export const StepError = ({
  error,
  attempts,
  missing,
}: {
  readonly error: ExecutionError
  readonly attempts: number
  readonly missing: readonly string[] | undefined
}) => (
  <div className={styles.error} role="alert">
    <Note tone="bad">
      <span className={styles.code}>{error.code}</span> {error.message}
      {error.remedy ? <div className={styles.remedy}>{error.remedy}</div> : null}
      {missing && missing.length > 0 ? (
        <div className={styles.remedy}>
          Nothing was there for <span className="mono">{missing.join(', ')}</span>
        </div>
      ) : null}
      {attempts > 1 ? <div className={styles.remedy}>Tried {plural(attempts, 'time')}.</div> : null}
      {error.stack ? <pre className={styles.stack}>{error.stack}</pre> : null}
    </Note>
  </div>
)
