import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { isInside } from '../workspace/paths.ts'

/** What stands in a folder and below it, by path. */
export interface Below {
  readonly folders: readonly string[]
  readonly files: readonly string[]
  /** Links to folders that stand in the list already, by another path. */
  readonly links: readonly { readonly path: string; readonly real: string }[]
}

/**
 * What stands below `folder`. Links are followed where they stay inside `base` (a real path) and do not lead to a folder that
 * they stand in; each real folder is gone through once, by its own path where that is below `folder`, so that links that lead
 * to each other end.
 */
export async function below(base: string, folder: string): Promise<Below> {
  const found = { folders: [] as string[], files: [] as string[], links: [] as { path: string; real: string }[] }
  const visited = new Set<string>()
  const linked: { path: string; real: string }[] = []

  const look = async (path: string, entry: Dirent, folders: string[]): Promise<void> => {
    if (entry.isDirectory()) folders.push(path)
    else if (entry.isFile()) found.files.push(path)
    else if (entry.isSymbolicLink()) {
      const real = await insideOf(base, path)
      if (real === undefined) return
      const kind = await stat(real)
      if (kind.isDirectory()) linked.push({ path, real })
      else if (kind.isFile()) found.files.push(path)
    }
  }
  const walk = async (top: string): Promise<void> => {
    const folders = [top]
    for (let path = folders.pop(); path !== undefined; path = folders.pop()) {
      const real = await realpath(path)
      if (visited.has(real)) continue
      visited.add(real)
      if (path !== folder) found.folders.push(path)
      for (const entry of await readdir(path, { withFileTypes: true }))
        await look(join(path, entry.name), entry, folders)
    }
  }

  await walk(folder)
  for (let link = linked.shift(); link !== undefined; link = linked.shift()) {
    if (visited.has(link.real)) found.links.push(link)
    else await walk(link.path)
  }
  return found
}

/** The real path that a link leads to; undefined outside `base` and for a folder that the link stands in. */
async function insideOf(base: string, link: string): Promise<string | undefined> {
  const real = await realpath(link).catch(() => undefined)
  if (real === undefined || !isInside(base, real)) return undefined
  return isInside(real, await realpath(dirname(link))) ? undefined : real
}
