import type { Settings } from '../../shared/settings.ts'

export interface RunUser {
  userId: string
  meta: Record<string, unknown>
}

/**
 * Who a run is for. With `auth: off` a bearer token is not checked, but its `sub` (or `id`, as the SDK reads it) becomes the
 * user id (contract §2); the scheme's case does not matter (Paragon §1.2).
 */
export function userOf(authorization: string | undefined, settings: Settings): RunUser {
  if (authorization === undefined) return settings.user
  const payload = /^bearer\s+[^.\s]+\.([^.\s]+)\.[^.\s]*$/i.exec(authorization)?.[1]
  const subject = payload === undefined ? undefined : subjectOf(payload)
  return subject === undefined ? settings.user : { userId: subject, meta: settings.user.meta }
}

function subjectOf(payload: string): string | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'))
    if (typeof claims !== 'object' || claims === null) return undefined
    const { sub, id } = claims as { sub?: unknown; id?: unknown }
    return [sub, id].find(value => typeof value === 'string')
  } catch {
    return undefined
  }
}
