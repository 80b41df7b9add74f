import { isRecord } from '../shared/json.ts'
import { authorizationOf } from './composer/auth.ts'
import { createTextResolver } from './composer/templates.ts'
import { MASK } from './history/mask.ts'
import type { TokenIssuer } from './tokens/issue.ts'
import type { Workspace } from './workspace/types.ts'

/** Gives the Authorization header of a saved test request as it would be sent now; undefined when it has none. */
export type SavedAuth = (workflowId: string, requestName: string) => Promise<string | undefined>

/** Looks saved test requests up in the workspace, by their name. */
export function createSavedAuth(
  workspace: Pick<Workspace, 'find' | 'settings' | 'secrets'>,
  tokens: TokenIssuer,
): SavedAuth {
  return async (workflowId, requestName) => {
    const saved = workspace
      .find(workflowId)
      ?.requests.find(({ name, key }) => name === requestName || key === requestName)
    if (!saved?.document) return undefined
    const text = createTextResolver({ settings: workspace.settings.settings, secrets: workspace.secrets }, [])
    return authorizationOf(saved.document.auth, text, tokens).catch(() => undefined)
  }
}

/** Puts an Authorization in the place of a masked one in a trigger's output (contract §4). */
export async function restoreAuthorization(
  trigger: Record<string, unknown>,
  ask: () => Promise<string | undefined>,
): Promise<void> {
  const headers = isRecord(trigger.request) ? trigger.request.headers : undefined
  if (!isRecord(headers) || headers.authorization !== MASK) return
  headers.authorization = (await ask()) ?? MASK
}
