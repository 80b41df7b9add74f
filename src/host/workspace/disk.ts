import { readdirSync, readFileSync, statSync } from 'node:fs'

interface Entry {
  readonly stamp: string
  readonly bytes: Buffer
}

/** Files as last read, so that a change on disk makes only the changed ones be read again. */
export interface Disk {
  /** A file's bytes by its real path: the same Buffer as before when it did not change; undefined when there is no such file. */
  read(path: string): Buffer | undefined
  /** Names in a folder, sorted; empty when there is no such folder. */
  list(path: string): { name: string; folder: boolean }[]
  /** Forgets what is kept of these paths: their time stamps may not tell that they changed. */
  forget(paths: Iterable<string>): void
}

/** Reads from the file system, keeping each file until its inode, size or times differ. */
export function createDisk(): Disk {
  const kept = new Map<string, Entry>()
  return {
    read(path) {
      const stat = statSync(path, { bigint: true, throwIfNoEntry: false })
      if (!stat?.isFile()) {
        kept.delete(path)
        return undefined
      }
      const stamp = `${stat.ino}/${stat.size}/${stat.mtimeNs}/${stat.ctimeNs}`
      const last = kept.get(path)
      if (last?.stamp === stamp) return last.bytes
      const bytes = readFileSync(path)
      const same = last?.bytes.equals(bytes) ? last.bytes : bytes
      kept.set(path, { stamp, bytes: same })
      return same
    },
    list(path) {
      if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) return []
      return readdirSync(path, { withFileTypes: true })
        .map(entry => ({ name: entry.name, folder: entry.isDirectory() }))
        .sort((a, b) => (a.name < b.name ? -1 : 1))
    },
    forget(paths) {
      for (const path of paths) {
        const entry = kept.get(path)
        if (entry) kept.set(path, { ...entry, stamp: '' })
      }
    },
  }
}
