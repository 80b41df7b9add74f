import buffer from 'node:buffer'
import crypto from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import url from 'node:url'
import { RunnerError } from './failure.ts'
import { requireLibrary } from './modules.ts'

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
  mime: () => requireLibrary('mime-types'),
  moment: () => requireLibrary('moment'),
  'node-fetch': () => globalThis.fetch,
  numberToWords: () => requireLibrary('number-to-words'),
  ramda: () => requireLibrary('ramda'),
  underscore: () => requireLibrary('underscore'),
  url: () => url,
  uuid: () => requireLibrary('uuid'),
}

/**
 * The `libraries` argument: the ones above and what the workspace's package.json installs, which comes first. Another
 * name throws LIBRARY_UNKNOWN and says how to add it.
 */
export function createLibraries(workspace: string | undefined): object {
  const loaders: Record<string, () => unknown> = { ...LIBRARIES }
  for (const [name, load] of workspaceLibraries(workspace)) loaders[name] = load
  const target = {}
  for (const name of Object.keys(loaders)) {
    Object.defineProperty(target, name, {
      configurable: true,
      enumerable: true,
      get() {
        const library = load(name, loaders[name] as () => unknown)
        Object.defineProperty(target, name, { value: library, enumerable: true, configurable: true })
        return library
      },
    })
  }
  const known = Object.keys(loaders).join(', ')
  return new Proxy(target, {
    get(libraries, name) {
      if (typeof name === 'symbol' || name in libraries || name === 'then' || name === 'toJSON') {
        return Reflect.get(libraries, name)
      }
      throw new RunnerError(
        'LIBRARY_UNKNOWN',
        `libraries has no ${name}. Add it with \`npm install ${name}\` in the workspace's folder, or use one of: ${known}.`,
      )
    },
    set: () => false,
    defineProperty: () => false,
    deleteProperty: () => false,
    setPrototypeOf: () => false,
  })
}

function load(name: string, loader: () => unknown): unknown {
  try {
    return loader()
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RunnerError('LIBRARY_UNKNOWN', `The library ${name} does not load in a Function: ${reason}`)
  }
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
