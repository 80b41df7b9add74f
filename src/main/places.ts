import { createHash } from 'node:crypto'
import { cpSync, existsSync, realpathSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { App } from 'electron'
import type { ProgramLayout } from './host-command.ts'

/** Where this program's own files are kept, outside every workspace. */
export interface Places {
  readonly recentFile: string
  /** A profile of its own for each workspace: its window's state, and the lock that keeps it to one window. */
  readonly profile: string
}

/** The folders of the program: in a package the unpacked half of the archive, because the host's Node cannot read archives. */
export function programLayout(app: App, resourcesPath: string): ProgramLayout {
  return {
    root: app.getAppPath().replace(/\.asar$/, '.asar.unpacked'),
    resources: app.isPackaged ? resourcesPath : undefined,
    platform: process.platform,
  }
}

/** The places for one workspace, named by its real path, below `base`. */
export function placesFor(base: string, workspace: string): Places {
  const name = createHash('sha256').update(workspace).digest('hex').slice(0, 16)
  return { recentFile: join(base, 'recent.json'), profile: join(base, 'workspaces', name) }
}

/** The real path of a workspace folder; undefined when there is no such folder. */
export function workspaceFolder(path: string): string | undefined {
  const folder = resolve(path)
  return existsSync(folder) && statSync(folder).isDirectory() ? realpathSync(folder) : undefined
}

/** The example workspace as a folder that may be written to: a copy in the person's documents, made once and never overwritten. */
export function exampleWorkspace(layout: ProgramLayout, documents: string): string {
  const shipped = join(layout.root, 'resources', 'example')
  if (!layout.resources) return shipped
  const copy = join(documents, 'Triggerbench example')
  if (!existsSync(copy)) cpSync(shipped, copy, { recursive: true })
  return copy
}
