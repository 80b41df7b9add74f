import { create } from 'zustand'
import type { WorkflowEntry } from '../../../../shared/control.ts'
import type { RefusedSummary } from '../../../../shared/execution.ts'
import { copyText } from '../../components/copy-button.tsx'
import { toast } from '../../components/toast.tsx'
import { useRuns } from '../../stores/runs.ts'
import { isOfRefusal, selectRefused, selectRun, useSelection } from '../../stores/selection.ts'
import { useSends } from '../../stores/sends.ts'
import { caughtSince, waitFor } from './caught.ts'

type CatchStore = {
  readonly waiting: boolean
  /** Copies the workflow's address and waits for the next request to it that this page did not send. */
  start(workflow: WorkflowEntry | undefined): void
  stop(): void
}

/** Whether this page sent it; while one of its sendings is on its way, a refusal may be the answer to that. */
const isOwnRefusal = (workflow: WorkflowEntry, refused: RefusedSummary): boolean => {
  if (useSends.getState().latest[workflow.slug]?.state === 'sending') return true
  const refusal = useSelection.getState().refusals[workflow.slug]
  return refusal !== undefined && isOfRefusal(refused, refusal, workflow.id)
}

/** Waiting for a request from a person's own app. There is no mode to leave: every request is kept, this only announces the next. */
export const useCatch = create<CatchStore>((set, get) => {
  let end: () => void = () => undefined
  return {
    waiting: false,
    start(workflow) {
      const url = workflow?.triggerUrl
      if (!url) {
        toast({
          tone: 'warn',
          title: 'No address to copy',
          text: 'Select a workflow that loads and has a Request trigger.',
        })
        return
      }
      get().stop()
      const waiting = waitFor(workflow.id ?? '', useRuns.getState())
      const dismiss = toast({
        tone: 'info',
        title: `Waiting for a request to ${workflow.name}`,
        text: url,
        sticky: true,
      })
      void copyText(url)
      const unsubscribe = useRuns.subscribe(state => {
        const caught = caughtSince(waiting, state, refused => isOwnRefusal(workflow, refused))
        if (!caught) return
        get().stop()
        if ('run' in caught) {
          const { run } = caught
          toast({
            tone: 'ok',
            title: `Caught ${run.method} for ${run.workflow}`,
            text: 'It is kept with its bytes among the runs.',
            action: { label: 'Show', run: () => selectRun(run.id) },
            sticky: true,
          })
        } else {
          const { refused } = caught
          toast({
            tone: 'warn',
            title: `Caught a request that was refused with ${refused.status}`,
            text: refused.message,
            action: { label: 'Show', run: () => selectRefused(refused.id) },
            sticky: true,
          })
        }
      })
      end = () => {
        unsubscribe()
        dismiss()
      }
      set({ waiting: true })
    },
    stop() {
      end()
      end = () => undefined
      set({ waiting: false })
    },
  }
})
