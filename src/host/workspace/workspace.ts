import { realpathSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { DocumentIssue } from '../../shared/control.ts'
import type { Settings } from '../../shared/settings.ts'
import { type Clock, systemClock } from '../engine/clock.ts'
import { prepareDataDir } from './data-dir.ts'
import { createDisk, type Disk } from './disk.ts'
import { WorkspaceError } from './errors.ts'
import { writeSchemas } from './json-schemas.ts'
import { createLoad, type Documents } from './load.ts'
import { resolveInside } from './paths.ts'
import { readSecrets, SECRETS_FILE } from './secrets.ts'
import { type LoadedSettings, readSettings, SETTINGS_FILE } from './settings.ts'
import type { LoadedWorkflow, Workspace } from './types.ts'
import { createVerifyKeyReader, type VerifyKey } from './verify-key.ts'
import { type Watcher, watchWorkspace } from './watch.ts'

export interface OpenOptions {
  clock?: Clock
  /** Where TRIGGERBENCH_SECRET_<NAME> is looked for. */
  env?: Readonly<Record<string, string | undefined>>
  /** Whether to follow changes on disk; true when absent. */
  watch?: boolean
}

/**
 * Opens a folder: reads its documents, prepares `.triggerbench/`, and keeps up with the disk until closed.
 * Throws a WorkspaceError when the folder or its triggerbench.yaml is unusable (exit code 3, contract §3).
 */
export async function openWorkspace(path: string, options: OpenOptions = {}): Promise<Workspace> {
  const { clock = systemClock, env = process.env } = options
  const root = openFolder(path)
  const disk = createDisk()
  const read = createRead(root, disk, env)
  let state = read()
  const dataDir = prepare(root)
  const callbacks = new Set<() => void>()
  let watcher: Watcher | undefined
  if (options.watch !== false) {
    watcher = await watchWorkspace(root, clock, state.namedFiles, paths => {
      disk.forget(paths)
      state = read()
      watcher?.follow(state.namedFiles)
      for (const callback of callbacks) callback()
    })
  }
  return {
    root,
    dataDir,
    get settings() {
      return state.settings
    },
    get verifyKey() {
      return state.verifyKey
    },
    get issues() {
      return state.issues
    },
    get workflows() {
      return state.workflows
    },
    get secrets() {
      return state.secrets
    },
    find: name => findWorkflow(state.workflows, name),
    resolve: inner => resolveInside(root, inner),
    onChange(callback) {
      callbacks.add(callback)
      return () => callbacks.delete(callback)
    },
    async close() {
      callbacks.clear()
      await watcher?.close()
    },
  }
}

interface State {
  readonly settings: Settings
  readonly issues: readonly DocumentIssue[]
  readonly workflows: readonly LoadedWorkflow[]
  readonly secrets: Readonly<Record<string, string>>
  readonly verifyKey: VerifyKey | undefined
  /** Files that documents name and that are followed, by their absolute paths. */
  readonly namedFiles: readonly string[]
}

/** Reads everything; what did not change keeps its object. A triggerbench.yaml that broke after the start keeps its last settings. */
function createRead(root: string, disk: Disk, env: Readonly<Record<string, string | undefined>>): () => State {
  const load = createLoad(root, disk)
  const readVerifyKey = createVerifyKeyReader(root, disk)
  let last: { bytes: Buffer; secrets: string; loaded: LoadedSettings } | undefined

  const loadSettings = (secrets: Readonly<Record<string, string>>): LoadedSettings => {
    const bytes = disk.read(join(root, SETTINGS_FILE))
    if (bytes === undefined) throw new WorkspaceError(missingSettings(root))
    const names = Object.keys(secrets).join()
    if (last?.bytes !== bytes || last.secrets !== names) {
      const loaded = readSettings(root, bytes, secrets)
      const unchanged = last !== undefined && JSON.stringify(last.loaded.settings) === JSON.stringify(loaded.settings)
      last = {
        bytes,
        secrets: names,
        loaded: { ...loaded, settings: unchanged ? (last?.loaded ?? loaded).settings : loaded.settings },
      }
    }
    return last.loaded
  }

  return () => {
    const secrets = readSecrets(root, env)
    let settings: LoadedSettings
    try {
      settings = loadSettings(secrets.values)
    } catch (error) {
      if (!(error instanceof WorkspaceError) || last === undefined) throw error
      settings = {
        ...last.loaded,
        issues: error.issues.length > 0 ? error.issues : [issueOf(SETTINGS_FILE, error.message)],
      }
    }
    const documents: Documents = load(settings.settings)
    const secretIssues = secrets.problem === undefined ? [] : [issueOf(SECRETS_FILE, secrets.problem)]
    const { auth } = settings.settings
    const verifyKey = readVerifyKey(auth)
    return {
      settings: settings.settings,
      verifyKey,
      issues: [
        ...settings.issues,
        ...(verifyKey && 'problem' in verifyKey ? [keyIssue(verifyKey.problem, settings)] : []),
        ...secretIssues,
        ...documents.strays,
      ],
      workflows: documents.workflows,
      secrets: secrets.values,
      namedFiles: [...documents.functionFiles, ...(auth === 'off' ? [] : [auth.verify])].map(file => join(root, file)),
    }
  }
}

function openFolder(path: string): string {
  if (!statSync(path, { throwIfNoEntry: false })?.isDirectory()) {
    throw new WorkspaceError(
      `There is no folder ${path}; name a workspace, or make one with: triggerbench init ${path}`,
    )
  }
  return realpathSync(path)
}

function prepare(root: string): string {
  try {
    const dataDir = prepareDataDir(root)
    writeSchemas(dataDir)
    return dataDir
  } catch (error) {
    throw new WorkspaceError(`The folder ${root} cannot be written: ${error instanceof Error ? error.message : error}`)
  }
}

function missingSettings(root: string): string {
  return `There is no ${SETTINGS_FILE} in ${root}; open a workspace's own folder, or make one with: triggerbench init`
}

function issueOf(file: string, message: string): DocumentIssue {
  return { file, line: 1, column: 1, path: '', message, severity: 'error' }
}

/** The host runs on with a key that cannot be used: it says so here, and refuses every call that needs a token. */
function keyIssue(message: string, { verifyPosition }: LoadedSettings): DocumentIssue {
  return { file: SETTINGS_FILE, ...verifyPosition, path: 'auth.verify', message, severity: 'error' }
}

/** A workflow by its slug, else its id, else its name in any case (contract §3). */
export function findWorkflow(workflows: readonly LoadedWorkflow[], name: string): LoadedWorkflow | undefined {
  return (
    workflows.find(workflow => workflow.slug === name) ??
    workflows.find(workflow => workflow.id === name) ??
    workflows.find(workflow => workflow.name === name) ??
    workflows.find(workflow => workflow.name.toLowerCase() === name.toLowerCase())
  )
}
