import { LoaderCircle, TriangleAlert } from 'lucide-react'
import { reasonOfCode, StatusCode } from '../../components/status-code.tsx'
import { bytes, count, duration } from '../../format.ts'
import type { Answer } from '../../stores/shown-response.ts'
import type { AnswerBody } from './answer-body.ts'
import { nameOfType, parseMediaType } from './media/media-type.ts'
import styles from './response.module.css'

const Type = ({ body }: { readonly body: AnswerBody }) => {
  const { media, size } = body
  const declared = parseMediaType(media.declared)?.essence ?? media.declared
  if (!declared) return size > 0 ? <span className="d3">no Content-Type</span> : null
  const wrong = media.verdict === 'wrong' && media.detected
  return (
    <span className="x mono" style={{ gap: 5 }} title={media.declared}>
      {wrong ? (
        <span className="warn" role="img" aria-label={`The bytes are ${nameOfType(media.detected ?? '')}`}>
          <TriangleAlert className="sm" aria-hidden />
        </span>
      ) : null}
      <span className={styles.type}>{declared}</span>
    </span>
  )
}

/** Status, time, size and type of an answer on one line. */
export const AnswerLine = ({ answer, body }: { readonly answer: Answer; readonly body: AnswerBody }) => (
  <>
    <StatusCode code={answer.status} reason={answer.reason || reasonOfCode(answer.status)} />
    {answer.durationMs === null ? null : (
      <span className="mono" title="To the last byte of the answer">
        {duration(answer.durationMs)}
      </span>
    )}
    <span className="mono d2" title={`${count(body.size)} bytes`}>
      {bytes(body.size)}
    </span>
    <Type body={body} />
    {answer.notSent === 'client gone' ? <span className="warn">not sent, the client was gone</span> : null}
    {answer.notSent === 'replay' ? <span className="d2">not sent, a replay has no caller</span> : null}
  </>
)

/** What stands there while an answer is awaited. */
export const WaitingLine = ({ text }: { readonly text: string }) => (
  <>
    <span className="info">
      <LoaderCircle className="spin" aria-hidden />
    </span>
    <span>{text}</span>
  </>
)
