import { EmptyState } from '../../components/empty-state.tsx'
import type { Answer } from '../../stores/shown-response.ts'
import type { AnswerBody } from './answer-body.ts'
import { chooseViewer, type ViewerKind } from './media/choose-viewer.ts'
import styles from './response.module.css'
import { TypeNote } from './type-note.tsx'
import { useResponseView } from './view.ts'
import { ViewerPicker } from './viewer-picker.tsx'
import { VIEWERS } from './viewers/index.ts'

const useViewer = (answer: Answer, body: AnswerBody) => {
  const { locked, byHand } = useResponseView()
  const { media, size } = body
  const chosen = chooseViewer({ declared: media.declared, detected: media.detected, name: media.name, size })
  const hand: ViewerKind | undefined = byHand?.answerId === answer.id ? byHand.kind : (locked ?? undefined)
  if (hand === undefined || hand === chosen.kind) return chosen
  // An image by hand needs a type that a browser decodes; it looks at the bytes anyway.
  const type = hand === 'image' && !chosen.type.startsWith('image/') ? 'image/png' : chosen.type
  return { kind: hand, by: 'hand' as const, type }
}

/** The body in the viewer that fits it, under a note where bytes and header disagree. */
export const Preview = ({ answer, body }: { readonly answer: Answer; readonly body: AnswerBody }) => {
  const { kind, by, type } = useViewer(answer, body)
  if (!body.source)
    return (
      <EmptyState title="No body">
        {answer.status === 204 ? 'A 204 never has one.' : 'The answer ends after its headers.'}
      </EmptyState>
    )
  if (!body.settled) return <EmptyState title="Reading the body" />
  const Viewer = VIEWERS[kind]
  return (
    <>
      <div className={styles.above}>
        <TypeNote media={body.media} runId={answer.runId} />
      </div>
      <Viewer
        key={`${answer.id} ${kind}`}
        source={body.source}
        media={body.media}
        type={type}
        picker={<ViewerPicker answerId={answer.id} kind={kind} by={by} type={type} />}
      />
    </>
  )
}
