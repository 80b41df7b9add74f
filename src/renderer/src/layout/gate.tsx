import { KeyRound, LoaderCircle } from 'lucide-react'
import type { ReactNode } from 'react'
import { EmptyState } from '../components/empty-state.tsx'
import { useWorkspace } from '../stores/workspace.ts'

/** Shows the app once the host has said what the workspace is; before that, and without the token, what is the matter. */
export const Gate = ({ children }: { readonly children: ReactNode }) => {
  const { connection, state } = useWorkspace()
  if (connection === 'denied') {
    return (
      <EmptyState icon={<KeyRound aria-hidden />} title="This page needs the host's key">
        Open the address that Triggerbench printed when it started, with everything after the <code>#</code>. Each start
        has a key of its own; unsaved edits of this page are kept.
      </EmptyState>
    )
  }
  if (!state) {
    return connection === 'lost' ? (
      <EmptyState icon={<LoaderCircle className="spin" aria-hidden />} title="The host does not answer">
        Start Triggerbench again and open the address that it prints.
      </EmptyState>
    ) : null
  }
  return children
}
