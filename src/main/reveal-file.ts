import { realpathSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'

/**
 * The real path of a file that may be shown in the file manager: one inside the workspace (a relative path counts from it), or one
 * in `saved`. Undefined for anything else, for a path that leads out through a link, and for a missing file.
 */
export function revealable(path: unknown, workspace: string, saved: ReadonlySet<string>): string | undefined {
  if (typeof path !== 'string') return undefined
  try {
    const real = realpathSync(resolve(workspace, path))
    const inside = relative(workspace, real)
    const leadsOut = inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)
    return !leadsOut || saved.has(path) ? real : undefined
  } catch {
    return undefined
  }
}
