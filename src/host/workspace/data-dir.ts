import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { writeAtomic } from './atomic.ts'

/** The name of the folder where the program keeps what is not for git. */
export const DATA_DIR = '.triggerbench'

/** Makes `.triggerbench/` (0700) with a .gitignore that keeps it out of git (contract §1). Gives its path. */
export function prepareDataDir(root: string): string {
  const path = join(root, DATA_DIR)
  mkdirSync(path, { recursive: true, mode: 0o700 })
  chmodSync(path, 0o700)
  writeAtomic(join(path, '.gitignore'), '*\n')
  return path
}
