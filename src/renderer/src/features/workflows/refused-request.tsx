import { useMemo } from 'react'
import type { RefusedDetail } from '../../../../shared/execution.ts'
import { bytes } from '../../format.ts'
import { sourceOfRequest } from '../response/media/request-message.ts'
import { RawView } from '../response/raw/raw-view.tsx'
import styles from './waterfall.module.css'

/** The bytes of a request that started no run, where a run has its times. */
export const RefusedRequest = ({ refused }: { readonly refused: RefusedDetail }) => {
  const source = useMemo(() => sourceOfRequest(refused.id, refused.request), [refused])
  return (
    <section className={styles.dock} aria-label="Refused request">
      <div className={styles.head}>
        <span className={styles.title}>
          <h3>Refused request</h3>
          <span className={styles.total}>{bytes(source.size)}</span>
        </span>
      </div>
      <RawView key={refused.id} source={source} label="Bytes of the refused request" />
    </section>
  )
}
