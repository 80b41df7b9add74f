import { join, sep } from 'node:path'
import { watch as chokidar } from 'chokidar'
import type { Clock } from '../engine/clock.ts'
import { SECRETS_FILE } from './secrets.ts'

/** Quiet this long after the last event before a change is told: an editor's rename or a `git checkout` is one change. */
const QUIET_MS = 60
/** Told at the latest this long after the first event, however long the stream goes on. */
const LATEST_MS = 1_000

/** Folders that hold no documents and may be large. */
const UNWATCHED = new Set(['.git', 'node_modules', 'files', 'storage', 'recordings', 'pins'])

export interface Watcher {
  /** Function files, by absolute path: watched wherever they stand. */
  follow(paths: Iterable<string>): void
  close(): Promise<void>
}

/**
 * Watches a workspace's documents and the function files `first`. `changed` gets the paths of one burst of events.
 * Resolves when every folder is watched.
 */
export async function watchWorkspace(
  root: string,
  clock: Clock,
  first: Iterable<string>,
  changed: (paths: ReadonlySet<string>) => void,
): Promise<Watcher> {
  const followed = new Set(first)
  const dataDir = join(root, '.triggerbench')
  const secrets = join(root, SECRETS_FILE)
  const ignored = (path: string): boolean => {
    if (path === root || followed.has(path)) return false
    if (path === dataDir) return false
    if (path.startsWith(dataDir + sep)) return path !== secrets
    const [top = ''] = path.slice(root.length + 1).split(sep)
    if (!UNWATCHED.has(top)) return /\.tmp$/.test(path)
    return ![...followed].some(file => file.startsWith(path + sep))
  }
  const watcher = chokidar(root, { ignored, ignoreInitial: true, followSymlinks: false, atomic: false })
  const burst = createBurst(clock, changed)
  watcher.on('all', (_event, path) => burst.add(path))
  watcher.on('error', () => burst.add(root))
  await new Promise<void>(resolve => watcher.once('ready', resolve))
  return {
    follow(paths) {
      for (const path of paths) {
        if (followed.has(path)) continue
        followed.add(path)
        if (ignoredByFolder(root, path)) watcher.add(path)
      }
    },
    async close() {
      burst.stop()
      await watcher.close()
    },
  }
}

function ignoredByFolder(root: string, path: string): boolean {
  return UNWATCHED.has(path.slice(root.length + 1).split(sep)[0] ?? '')
}

/** Gathers paths until it has been quiet for a while, then tells them at once. */
function createBurst(clock: Clock, tell: (paths: ReadonlySet<string>) => void) {
  let paths = new Set<string>()
  let cancelQuiet: (() => void) | undefined
  let cancelLatest: (() => void) | undefined
  const stop = () => {
    cancelQuiet?.()
    cancelLatest?.()
    cancelQuiet = undefined
    cancelLatest = undefined
  }
  const flush = () => {
    stop()
    const told = paths
    paths = new Set()
    tell(told)
  }
  return {
    stop,
    add(path: string) {
      paths.add(path)
      cancelQuiet?.()
      cancelQuiet = clock.after(QUIET_MS, flush, { unref: true })
      cancelLatest ??= clock.after(LATEST_MS, flush, { unref: true })
    },
  }
}
