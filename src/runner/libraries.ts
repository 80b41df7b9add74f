import buffer from 'node:buffer'
import crypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import url from 'node:url'
import { nearest } from '../shared/nearest.ts'
import { RunnerError } from './failure.ts'
import { NETWORK_MODULES, requireLibrary } from './modules.ts'

const parse = JSON.parse

/** What `libraries` offers, by name; each is loaded when it is first asked for. One line a library. */
const LIBRARIES: Record<string, () => unknown> = {
  Buffer: () => buffer.Buffer,
  bluebird: () => requireLibrary('bluebird'),
  cheerio: () => requireLibrary('cheerio'),
  crypto: () => Object.freeze({ ...crypto }),
  csv: () => ({ ...(requireLibrary('csv') as object), sync: requireLibrary('csv/sync') }),
  dateFns: () => requireLibrary('date-fns-2'),
  'fast-xml-parser': () => requireLibrary('fast-xml-parser'),
  fetch: () => globalThis.fetch,
  FormData: () => globalThis.FormData,
  formData: () => requireLibrary('form-data'),
  'fuse.js': () => requireLibrary('fuse.js'),
  jsonwebtoken: () => requireLibrary('jsonwebtoken'),
  lodash: () => requireLibrary('lodash'),
  luxon: () => requireLibrary('luxon'),
  mime,
  moment: () => requireLibrary('moment'),
  'node-fetch': () => globalThis.fetch,
  numberToWords: () => requireLibrary('number-to-words'),
  ramda: () => requireLibrary('ramda'),
  underscore: () => requireLibrary('underscore'),
  'underscore.string': () => requireLibrary('underscore.string'),
  url: () => Object.freeze({ ...url }),
  uuid: () => requireLibrary('uuid'),
}

interface MimeTypes {
  lookup(path: string): string | false
  extension(type: string): string | false
}

/** mime-types, which has the names of mime 1 (`lookup`, `extension`), and those of mime 2 and later, null where nothing is known. */
function mime(): unknown {
  const types = requireLibrary('mime-types') as MimeTypes
  return {
    ...types,
    getType: (path: string) => types.lookup(path) || null,
    getExtension: (type: string) => types.extension(type) || null,
  }
}

export interface LibrariesOptions {
  /** The workspace's folder, whose package.json names further libraries. */
  workspace: string | undefined
  /** Sockets are allowed: Node's own network modules are libraries, too. */
  network: boolean
  /** Loads a library under the runner's eyes. */
  load(name: string, library: () => unknown): unknown
}

/**
 * The `libraries` argument: the ones above, Node's network modules where sockets are allowed, and what the workspace's
 * package.json installs, which comes first. Another name throws LIBRARY_UNKNOWN and names the nearest, or says how to add it where none is near.
 */
export function createLibraries({ workspace, network, load: watchedLoad }: LibrariesOptions): object {
  const loaders: Record<string, () => unknown> = { ...LIBRARIES }
  if (network) for (const name of NETWORK_MODULES) loaders[name] = () => requireLibrary(`node:${name}`)
  for (const [name, load] of workspaceLibraries(workspace)) loaders[name] = load
  const target = {}
  for (const name of Object.keys(loaders)) {
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      get() {
        const library = load(name, () => watchedLoad(name, loaders[name] as () => unknown))
        Object.defineProperty(target, name, { value: library, enumerable: true, configurable: true })
        return library
      },
    })
  }
  const known = Object.keys(loaders)
  return new Proxy(target, {
    get(libraries, name) {
      if (typeof name === 'symbol' || name in libraries || PROBES.includes(name)) return Reflect.get(libraries, name)
      throw new RunnerError('LIBRARY_UNKNOWN', unknown(name, known))
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
  })
}

/** Names that the language and the runner ask any object for. */
const PROBES = ['then', 'toJSON', 'dataType', 'constructor']

function unknown(name: string, known: readonly string[]): string {
  if (NETWORK_MODULES.includes(name)) {
    return `libraries has no ${name}, as Functions have no sockets here. Use fetch, or set \`functions: { network: allow }\` in triggerbench.yaml.`
  }
  const near = nearest(name, known)
  if (near !== undefined) return `libraries has no ${name}; did you mean ${near}?`
  return `libraries has no ${name}. Add it with \`npm install ${name}\` in the workspace's folder; docs/functions.md lists what comes with Triggerbench.`
}

function load(name: string, loader: () => unknown): unknown {
  try {
    return loader()
  } catch (error) {
    const reason = isDenied(error)
      ? `it reads ${error.resource}, which lies outside of its packages. A linked package has to be a folder of its own with a name in its package.json, and its dependencies have to be installed.`
      : error instanceof Error
        ? error.message
        : String(error)
    throw new RunnerError('LIBRARY_UNKNOWN', `The library ${name} does not load in a Function: ${reason}`)
  }
}

function isDenied(error: unknown): error is Error & { resource: string } {
  return error instanceof Error && (error as { code?: unknown }).code === 'ERR_ACCESS_DENIED' && 'resource' in error
}

function workspaceLibraries(workspace: string | undefined): [string, () => unknown][] {
  if (workspace === undefined) return []
  const file = path.join(workspace, 'package.json')
  try {
    const { dependencies } = parse(readFileSync(file, 'utf8')) as { dependencies?: Record<string, string> }
    return Object.keys(dependencies ?? {}).map(name => [name, () => requireLibrary(name, file)])
  } catch {
    return []
  }
}
