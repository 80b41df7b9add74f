import { CircleX, Hourglass, Send } from 'lucide-react'
import { Button } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { Kbd } from '../../components/kbd.tsx'
import { Note } from '../../components/note.tsx'
import { type Answer, type ShownResponse, useShownResponse } from '../../stores/shown-response.ts'
import { useAnswerBody } from './answer-body.ts'
import { Elapsed } from './elapsed.tsx'
import { fileNameOf } from './media/media.ts'
import styles from './response.module.css'
import { AnswerTabs, EmptyTabs } from './response-tabs.tsx'
import { saveResponse } from './save-response.ts'
import { AnswerLine, WaitingLine } from './status-line.tsx'
import { useHeldAnswer } from './use-settled.ts'
import { useTight } from './use-tight.ts'

const AnswerPane = ({ answer, waiting }: { readonly answer: Answer; readonly waiting: boolean }) => {
  const body = useAnswerBody(answer)
  const { source } = body
  const line = useTight<HTMLDivElement>()
  return (
    <>
      <div className={styles.bar}>
        <div role="status" className={styles.status} ref={line}>
          {waiting ? <WaitingLine text="Sending" /> : <AnswerLine answer={answer} body={body} />}
        </div>
        <Button
          size="sm"
          disabled={!source}
          title={source ? undefined : 'There is no body to save'}
          onClick={() => {
            if (source) void saveResponse(source, fileNameOf(body.media))
          }}
        >
          Save response
        </Button>
      </div>
      {answer.refusal ? (
        <div className={styles.refusal}>
          <Note tone="bad">
            No run was started: <b>{answer.refusal.code}</b>. {answer.refusal.message}
          </Note>
        </div>
      ) : null}
      {answer.runId === null && !answer.refusal ? (
        <div className={styles.refusal}>
          <Note tone="info">No run was started: the request was refused before one. The answer says why.</Note>
        </div>
      ) : null}
      <AnswerTabs answer={answer} body={body} />
    </>
  )
}

const NoAnswer = ({ shown }: { readonly shown: Exclude<ShownResponse, Answer> }) => {
  if (shown.kind === 'waiting')
    return (
      <>
        <div className={styles.bar}>
          <div role="status" className={styles.status}>
            <WaitingLine text={shown.cancel ? 'Waiting for the answer' : 'The run has not answered yet'} />
          </div>
          <Elapsed since={shown.startedAt} />
        </div>
        <EmptyTabs
          content={
            <EmptyState icon={<Hourglass aria-hidden />} title="An HTTP client is waiting">
              The answer shows here as soon as a Response step sends one.
            </EmptyState>
          }
        />
      </>
    )
  if (shown.kind === 'unsent')
    return (
      <>
        <div className={styles.bar}>
          <div role="status" className={styles.status}>
            <span className="bad">
              <CircleX className="sm" aria-hidden />
            </span>
            Not sent
          </div>
        </div>
        <div className={styles.refusal}>
          <Note tone="bad">
            {shown.message} <span className="mono d3">{shown.code}</span>
          </Note>
        </div>
        <EmptyTabs
          content={<EmptyState title="No answer">The request did not leave. Mend it and send again.</EmptyState>}
        />
      </>
    )
  return (
    <>
      <div className={styles.bar}>
        <div role="status" className={styles.status}>
          <span className="d3">No response yet</span>
        </div>
      </div>
      <EmptyTabs
        content={
          <EmptyState icon={<Send aria-hidden />} title="Nothing was sent yet">
            Press Send, or <Kbd>Ctrl ↵</Kbd> anywhere. The answer shows here byte for byte.
          </EmptyState>
        }
      />
    </>
  )
}

/** The answer that belongs to the shown run, wherever it came from: its status line, and its body and head under tabs. */
export const ResponsePane = () => {
  const shown = useShownResponse()
  const held = useHeldAnswer(shown)
  const answer = shown.kind === 'answer' ? shown : held
  return (
    <section aria-label="Response" className={styles.pane} aria-busy={shown.kind === 'waiting'}>
      {answer ? (
        <AnswerPane answer={answer} waiting={shown.kind === 'waiting'} />
      ) : shown.kind === 'answer' ? null : (
        <NoAnswer shown={shown} />
      )}
    </section>
  )
}
