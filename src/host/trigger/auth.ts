import type { Settings } from '../../shared/settings.ts'
import { type RunUser, userOf } from './user.ts'

/** Who may call, by `auth` of triggerbench.yaml. Both throw the contract's 401 and 403 as UserErrors. */
export interface Auth {
  /** Who a run is for, by the Authorization header's value. */
  user(authorization: string | undefined): RunUser
  /** Whether the Task History API may be asked. */
  checkApiKey(authorization: string | undefined): void
}

/** `settings` is asked at each call: an edit counts at once. */
export function createAuth(settings: () => Settings): Auth {
  return {
    user: authorization => userOf(authorization, settings()),
    checkApiKey() {},
  }
}
