import { useMemo } from 'react'
import { bytes } from '../../format.ts'
import type { Answer } from '../../stores/shown-response.ts'
import { type AnswerBody, rawOf } from './answer-body.ts'
import { RawView } from './raw/raw-view.tsx'
import styles from './response.module.css'

/** The answer as it was on the wire: status line, headers in their order, body. */
export const RawTab = ({ answer, body }: { readonly answer: Answer; readonly body: AnswerBody }) => {
  const { source, asReceived } = useMemo(() => rawOf(answer, body.source), [answer.id, body.source])
  return (
    <>
      <p className={styles.caption}>
        {asReceived
          ? `As received, ${bytes(source.size)}`
          : `Put together from the stored status, headers and body, ${bytes(source.size)}`}
      </p>
      <RawView source={source} label="Bytes on the wire" />
    </>
  )
}
