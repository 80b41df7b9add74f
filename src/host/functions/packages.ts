import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const MODULES = 'node_modules'
/** What a workspace keeps to itself, its secrets among it (contract §1). */
const DATA_DIR = '.triggerbench'
/** What an installation of packages changes at its end, whichever tool makes it. */
const CHANGED_BY_INSTALLS = ['package.json', MODULES, path.join(MODULES, '.package-lock.json')]

/**
 * The folders a runner has to read so that the packages of a workspace load: its `node_modules`, those above it in which
 * its dependencies lie, and, where a package is a link (npm link, pnpm, npm's workspaces), what that leads to: the
 * `node_modules` it lies in, or the folder of the package itself and likewise what it depends on. `workspace` is a real path.
 */
export function packageFolders(workspace: string): string[] {
  const folders = new Set([path.join(workspace, MODULES)])
  const add = (...more: string[]) => {
    for (const folder of more) if (mayOpen(folder, workspace)) folders.add(folder)
  }
  const pending = [workspace]
  const seen = new Set(pending)
  for (let from = pending.pop(); from !== undefined; from = pending.pop()) {
    for (const name of dependenciesOf(from)) {
      const found = find(name, from)
      if (found === undefined) continue
      const store = enclosingModules(found.real, workspace)
      if (store !== undefined) add(found.modules, store)
      else if (mayOpen(found.real, workspace) && isPackage(found.real)) {
        add(found.modules, found.real)
        if (!seen.has(found.real)) pending.push(found.real)
        seen.add(found.real)
      }
    }
  }
  return [...folders]
}

/** Changes when packages of the workspace are added, taken away or linked: runners started before then do not know them. */
export function packagesStamp(workspace: string): string {
  return CHANGED_BY_INSTALLS.map(name => {
    try {
      const found = statSync(path.join(workspace, name), { throwIfNoEntry: false })
      return found ? `${found.ino}.${found.mtimeMs}.${found.size}` : '-'
    } catch {
      return '-'
    }
  }).join(' ')
}

function dependenciesOf(folder: string): string[] {
  const manifest = readManifest(folder)
  const kinds = [manifest?.dependencies, manifest?.optionalDependencies, manifest?.peerDependencies]
  return kinds.flatMap(kind => (typeof kind === 'object' && kind !== null ? Object.keys(kind) : [])).filter(isName)
}

function readManifest(folder: string): Record<string, unknown> | undefined {
  try {
    const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'))
    return typeof manifest === 'object' && manifest !== null ? (manifest as Record<string, unknown>) : undefined
  } catch {
    return undefined
  }
}

/** `name` or `@scope/name`: nothing that leads out of a `node_modules`. */
function isName(name: string): boolean {
  return /^(?:@[\w~-][\w.~-]*\/)?[\w~-][\w.~-]*$/.test(name)
}

/** Where Node finds a package: in the nearest `node_modules` that has it. */
function find(name: string, from: string): { modules: string; real: string } | undefined {
  for (let folder = from; ; folder = path.dirname(folder)) {
    const modules = path.join(folder, MODULES)
    const place = path.join(modules, name)
    const real = realPath(place)
    if (real !== undefined) return { modules, real }
    if (folder === path.dirname(folder)) return undefined
  }
}

/** Nothing where there is none, or none any more: packages are being installed meanwhile. */
function realPath(place: string): string | undefined {
  try {
    return realpathSync(place)
  } catch {
    return undefined
  }
}

/** The outermost `node_modules` around a folder that may be opened: packages and nothing else lie in it; pnpm's lie deep in it. */
function enclosingModules(folder: string, workspace: string): string | undefined {
  const parts = folder.split(path.sep)
  return parts
    .map((part, index) => (part === MODULES ? parts.slice(0, index + 1).join(path.sep) : ''))
    .find(modules => modules !== '' && mayOpen(modules, workspace))
}

/** Neither the workspace (with its secrets) nor the user's home lies in it, nor it in what a workspace keeps to itself; a `*` in the permission model's arguments stands for anything. */
function mayOpen(folder: string, workspace: string): boolean {
  const isPrivate = folder.split(path.sep).includes(DATA_DIR)
  return !isPrivate && !folder.includes('*') && !holds(folder, workspace) && !holds(folder, os.homedir())
}

/** A folder with a name in its package.json that is no workspace with secrets of its own. */
function isPackage(folder: string): boolean {
  return typeof readManifest(folder)?.name === 'string' && !existsSync(path.join(folder, DATA_DIR))
}

function holds(outer: string, inner: string): boolean {
  const from = path.relative(outer, inner)
  return from !== '..' && !from.startsWith(`..${path.sep}`) && !path.isAbsolute(from)
}
