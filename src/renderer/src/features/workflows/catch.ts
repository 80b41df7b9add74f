import { create } from 'zustand'
import type { WorkflowEntry } from '../../../../shared/control.ts'
import type { RefusedSummary, RunSummary } from '../../../../shared/execution.ts'
import { copyText } from '../../components/copy-button.tsx'
import { toast } from '../../components/toast.tsx'
import { useRuns } from '../../stores/runs.ts'
import { selectRefused, selectRun } from '../../stores/selection.ts'

type CatchStore = {
  readonly waiting: boolean
  /** Copies the workflow's address and waits for the next request that this page did not send. */
  start(workflow: WorkflowEntry | undefined): void
  stop(): void
}

/** The first run of another program since then, or the first refused request. */
const caughtSince = (
  runs: readonly RunSummary[],
  refused: readonly RefusedSummary[],
  knownRuns: ReadonlySet<string>,
  knownRefused: ReadonlySet<string>,
): { run: RunSummary } | { refused: RefusedSummary } | undefined => {
  const run = runs.find(candidate => candidate.source === 'client' && !knownRuns.has(candidate.id))
  if (run) return { run }
  const entry = refused.find(candidate => !knownRefused.has(candidate.id))
  return entry && { refused: entry }
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
      const before = useRuns.getState()
      const knownRuns = new Set(Object.keys(before.summaries))
      const knownRefused = new Set(before.refused.map(entry => entry.id))
      const dismiss = toast({
        tone: 'info',
        title: `Waiting for a request to ${workflow.name}`,
        text: url,
        sticky: true,
      })
      void copyText(url)
      const unsubscribe = useRuns.subscribe(state => {
        const caught = caughtSince(Object.values(state.summaries), state.refused, knownRuns, knownRefused)
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
