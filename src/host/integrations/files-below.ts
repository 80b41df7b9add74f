import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isInside } from '../workspace/paths.ts'

/**
 * The files in `folder` and below it, by path. Links are followed where they stay inside `base` and do not lead round in a
 * circle; both are real paths.
 */
export async function filesBelow(base: string, folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  const files = await Promise.all(
    entries.map(async entry => {
      const path = join(folder, entry.name)
      if (entry.isSymbolicLink() && !(await staysInside(base, path))) return []
      const kind = entry.isSymbolicLink() ? await stat(path) : entry
      if (kind.isDirectory()) return filesBelow(base, path)
      return kind.isFile() ? [path] : []
    }),
  )
  return files.flat()
}

/** Whether a link leads to what is inside `base`, and not to a folder that it stands in. */
export async function staysInside(base: string, link: string): Promise<boolean> {
  const real = await realpath(link).catch(() => undefined)
  return real !== undefined && isInside(base, real) && !isInside(real, await realpath(dirname(link)))
}
