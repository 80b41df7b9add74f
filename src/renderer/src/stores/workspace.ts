import { create } from 'zustand'
import type { RequestEntry, WorkflowDetail, WorkflowEntry, WorkspaceState } from '../../../shared/control.ts'
import { api } from '../api/client.ts'
import type { ConnectionStatus } from '../api/events.ts'

type WorkspaceStore = {
  readonly connection: ConnectionStatus
  readonly state: WorkspaceState | undefined
  /** Sources by workflow id and version, for the code of Function steps. */
  readonly sources: Readonly<Record<string, WorkflowDetail>>
  setConnection(connection: ConnectionStatus): void
  /** Reads the workspace as it is now. */
  refresh(): Promise<void>
  /** Reads a workflow's source and Functions, once a version. */
  loadSource(entry: WorkflowEntry): Promise<void>
}

/** The key of a workflow's source: another version is another text. */
export const sourceKey = (entry: WorkflowEntry): string => `${entry.slug}@${entry.version ?? ''}`

/** The workspace as the host sees it. */
export const useWorkspace = create<WorkspaceStore>((set, get) => ({
  connection: 'connecting',
  state: undefined,
  sources: {},
  setConnection: connection => set({ connection }),
  async refresh() {
    set({ state: await api.state() })
  },
  async loadSource(entry) {
    const key = sourceKey(entry)
    if (entry.id === null || get().sources[key]) return
    const detail = await api.workflow(entry.id)
    set(state => ({ sources: { ...state.sources, [key]: detail } }))
  },
}))

/** The workflow of that slug, id or name. */
export const findWorkflow = (state: WorkspaceState | undefined, key: string | undefined): WorkflowEntry | undefined =>
  state?.workflows.find(entry => entry.slug === key || entry.id === key)

/** The test request of that key within a workflow. */
export const findRequest = (entry: WorkflowEntry | undefined, key: string | undefined): RequestEntry | undefined =>
  entry?.requests.find(request => request.key === key)
