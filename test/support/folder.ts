import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** A folder with these files, by its real path; it stays until `remove`. */
export function openFolder(files: Record<string, string | Uint8Array> = {}): { root: string; remove: () => void } {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'triggerbench-test-')))
  for (const [path, content] of Object.entries(files)) writeInto(root, path, content)
  return { root, remove: () => rmSync(root, { recursive: true, force: true, maxRetries: 3 }) }
}

/** A folder of its own for one test, with these files; removed when the test ends. Gives its real path. */
export function createFolder(files: Record<string, string | Uint8Array> = {}): string {
  const { root, remove } = openFolder(files)
  onTestFinished(remove)
  return root
}

/** Writes a file and the folders it stands in. */
export function writeInto(root: string, path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(join(root, path)), { recursive: true })
  writeFileSync(join(root, path), content)
}
