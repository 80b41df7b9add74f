import { lstatSync, realpathSync } from 'node:fs'
import { isAbsolute, join, relative, resolve, sep } from 'node:path'
import { type ErrorCode, UserError } from '../../shared/errors.ts'

/**
 * The real path of a document's path (relative to `root`, with `/`). It may not exist yet; the part of it that does is
 * followed through symbolic links, and must still be inside. Throws a UserError with `code` when it leads out.
 */
export function resolveInside(root: string, path: string, code: ErrorCode = 'NOT_FOUND'): string {
  const refuse = (why: string): never => {
    throw new UserError(code, `The path ${JSON.stringify(path)} ${why}; paths are relative to the folder, with /`)
  }
  if (path === '' || path.includes('\0')) return refuse('names no file')
  if (path.includes('\\') || isAbsolute(path) || /^[A-Za-z]:/.test(path)) return refuse('is not relative')
  const realRoot = realpathSync(root)
  const wanted = resolve(realRoot, path)
  if (!isInside(realRoot, wanted)) return refuse('leads out of the folder')
  const real = realPathOf(wanted)
  if (real === undefined || !isInside(realRoot, real)) return refuse('leads out of the folder by a symbolic link')
  return real
}

/** True when `path` is `root` or stands below it; both absolute and normal. */
export function isInside(root: string, path: string): boolean {
  const step = relative(root, path)
  return step === '' || (step !== '..' && !step.startsWith(`..${sep}`) && !isAbsolute(step))
}

/** A path relative to `root` with `/` on every system. */
export function relativePath(root: string, path: string): string {
  return relative(root, path).split(sep).join('/')
}

/** Follows the links of the part that exists; undefined for a link to nothing, since what it names would be created there. */
function realPathOf(path: string): string | undefined {
  try {
    return realpathSync(path)
  } catch {
    if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) return undefined
    const parent = resolve(path, '..')
    const real = parent === path ? path : realPathOf(parent)
    return real === undefined ? undefined : join(real, relative(parent, path))
  }
}
