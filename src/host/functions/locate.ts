import { existsSync, realpathSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RunnerOptions } from '../../shared/function-channel.ts'
import { packageFolders } from './packages.ts'
import type { FunctionPoolOptions } from './types.ts'

const MIB = 1024 * 1024
/** One of the product's own libraries. */
const PROBE = 'lodash'

/** The runner's program and what it may read of its own code: the sources in a checkout's tests, else the built file. */
export function locateRunner(from: string = import.meta.url): { entry: string; readable: string[] } {
  const here = path.dirname(fileURLToPath(from))
  if (from.endsWith('.ts')) {
    const source = path.resolve(here, '../..')
    const own = [path.join(source, 'runner'), path.join(source, 'shared'), path.resolve(source, '../package.json')]
    return { entry: path.join(source, 'runner/index.ts'), readable: own }
  }
  const folder = [here, path.dirname(here)].find(candidate => existsSync(path.join(candidate, 'runner.js'))) ?? here
  return { entry: path.join(folder, 'runner.js'), readable: [folder] }
}

/** The `node_modules` that the product's own libraries lie in, and where a link leads there, what it leads to. */
function ownLibraries(): string[] {
  const { resolve } = createRequire(import.meta.url)
  const found = resolve.paths(PROBE)?.find(folder => existsSync(path.join(folder, PROBE)))
  const file = resolve(PROBE)
  const end = file.lastIndexOf(`${path.sep}node_modules${path.sep}`)
  const real = end < 0 ? [] : [file.slice(0, end + `${path.sep}node_modules`.length)]
  return [...new Set([...(found === undefined ? [] : [found]), ...real])]
}

/**
 * The command line of a runner: Node's permission model with its own code and the libraries (packageFolders) to read and nothing else
 * (sockets where `network` allows them), no `node:sqlite` (which writes files past the model), a capped heap. `mark` is how endLeftoverRunners knows it again.
 */
export function runnerArguments(options: FunctionPoolOptions, mark: string): string[] {
  const { entry, readable } = locateRunner()
  const workspace = options.workspace === undefined ? undefined : realPath(options.workspace)
  const folders = workspace === undefined ? ownLibraries() : [...ownLibraries(), ...packageFolders(workspace)]
  const runner: RunnerOptions = {
    memory: options.limits.functionMemory,
    fileHex: options.limits.fileHex ?? 255 * MIB,
    stepOutput: options.limits.stepOutput ?? 50 * MIB,
    network: options.network === 'allow',
    ...(process.env.TZ ? { timeZone: process.env.TZ } : {}),
    libraryFolders: folders,
    ...(workspace === undefined ? {} : { workspace }),
  }
  const manifest = workspace === undefined ? [] : [path.join(workspace, 'package.json')]
  return [
    '--permission',
    '--no-experimental-sqlite',
    '--experimental-vm-modules',
    '--disable-sigusr1',
    '--no-warnings',
    ...(options.network === 'allow' ? ['--allow-net'] : []),
    `--max-old-space-size=${Math.max(16, Math.round(options.limits.functionMemory / MIB))}`,
    ...[...readable, ...folders, ...manifest].map(folder => `--allow-fs-read=${folder}`),
    entry,
    JSON.stringify(runner),
    mark,
  ]
}

/** Of a workspace that was taken away while its host runs, the path as it was. */
function realPath(folder: string): string {
  try {
    return realpathSync(folder)
  } catch {
    return path.resolve(folder)
  }
}
