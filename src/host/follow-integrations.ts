import { createIntegrations } from './integrations/index.ts'
import type { Integration } from './integrations/types.ts'
import type { Send } from './outgoing/types.ts'
import type { Workspace } from './workspace/types.ts'

/** The stand-ins that the workspace's settings name now. */
export interface FollowedIntegrations {
  readonly find: (name: string) => Integration | undefined
  close(): Promise<void>
}

/** Makes the stand-ins, and makes them anew when `integrations:` in triggerbench.yaml changes; what they keep stays on disk. */
export function followIntegrations(workspace: Workspace, send: Send): FollowedIntegrations {
  const known = new Map<string, () => unknown>([
    ['settings', () => workspace.settings.settings],
    ['secrets', () => workspace.secrets],
  ])
  const make = () =>
    createIntegrations(workspace.settings.integrations, {
      root: workspace.root,
      dataDir: workspace.dataDir,
      send,
      lookup: root => known.get(root)?.(),
    })
  const written = () => JSON.stringify(workspace.settings.integrations)
  let made = make()
  let text = written()
  const unfollow = workspace.onChange(() => {
    if (written() === text) return
    const before = made
    text = written()
    made = make()
    void closeAll(before)
  })
  return {
    find: name => made.get(name),
    close() {
      unfollow()
      return closeAll(made)
    },
  }
}

async function closeAll(integrations: ReadonlyMap<string, Integration>): Promise<void> {
  await Promise.all([...integrations.values()].map(integration => integration.close()))
}
