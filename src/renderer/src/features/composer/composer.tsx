import type { RequestEntry, WorkflowEntry } from '../../../../shared/control.ts'
import { Button } from '../../components/button.tsx'
import { sendEntry } from '../../stores/sends.ts'

/** The request side of the workbench: what is sent to `workflow`, from the saved request `entry` with its unsaved edits. */
export const Composer = ({
  workflow,
  entry,
}: {
  readonly workflow: WorkflowEntry | undefined
  readonly entry: RequestEntry | undefined
}) => (
  <Button variant="primary" size="lg" onClick={() => sendEntry(workflow, entry)}>
    Send
  </Button>
)
