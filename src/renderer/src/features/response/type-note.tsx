import { LinkButton } from '../../components/button.tsx'
import { Note } from '../../components/note.tsx'
import { useRuns } from '../../stores/runs.ts'
import { selectStep, useSelectedWorkflow } from '../../stores/selection.ts'
import type { Media } from './media/media.ts'
import { isGeneric, isTextual, parseMediaType } from './media/media-type.ts'
import { showTab } from './view.ts'

const consequence = (declared: string, detected: string): string => {
  if (isTextual(declared) && !isTextual(detected)) return 'Clients that trust the header show garbage.'
  if (isGeneric(detected)) return 'The bytes are no known format.'
  return 'Clients that trust the header cannot open it.'
}

const useResponseStep = (runId: string | null) => {
  const workflow = useSelectedWorkflow()
  const step = useRuns(state => {
    const steps = runId === null ? undefined : state.details[runId]?.steps
    return steps?.find(candidate => candidate.kind === 'response' && candidate.status === 'SUCCEEDED')
  })
  return workflow && step && runId !== null ? { slug: workflow.slug, step, runId } : undefined
}

/** Says that bytes and declared type disagree, and leads to both: the step that declared it and the bytes. */
export const TypeNote = ({ media, runId }: { readonly media: Media; readonly runId: string | null }) => {
  const declared = parseMediaType(media.declared)?.essence
  const responder = useResponseStep(runId)
  if (media.verdict !== 'wrong' || declared === undefined || media.detected === undefined) return null
  return (
    <Note
      actions={
        <>
          {responder ? (
            <LinkButton onClick={() => selectStep(responder.slug, responder.step.stepId, responder.runId)}>
              Fix in {responder.step.name}
            </LinkButton>
          ) : null}
          <LinkButton onClick={() => showTab('hex')}>Show the bytes</LinkButton>
        </>
      }
    >
      Declared <b>{declared}</b>, but the bytes are <b>{isGeneric(media.detected) ? 'not text' : media.detected}</b>.{' '}
      {consequence(declared, media.detected)}
    </Note>
  )
}
