import { existsSync, readFileSync, writeFileSync } from 'node:fs'

/**
 * better-sqlite3 carries its binaries and says `gypfile: false`, but npm does not write that into package-lock.json. Installing from the
 * lock it then sees the package's binding.gyp and starts a compiler, which fails on a machine without Python and make. npm 11 can be
 * told by `allowScripts`; npm 10 reads this field of the lock file, and drops it whenever it writes the file anew. So it is put back after each install.
 */
const lockFile = new URL('../package-lock.json', import.meta.url)
const prebuilt = 'node_modules/better-sqlite3'

if (existsSync(lockFile)) {
  const lock = JSON.parse(readFileSync(lockFile, 'utf8'))
  const entry = lock.packages?.[prebuilt]
  if (entry && entry.gypfile !== false) {
    entry.gypfile = false
    writeFileSync(lockFile, `${JSON.stringify(lock, null, 2)}\n`)
  }
}
