import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { describe, expect, it } from 'vitest'

const SRC = join(import.meta.dirname, '../src')

/** Which rooms of src each room may import, besides itself. */
const ROOMS: Record<string, readonly string[]> = {
  shared: [],
  host: ['shared'],
  runner: ['shared'],
  cli: ['host', 'shared'],
  main: ['host', 'shared'],
  preload: ['shared'],
  renderer: ['shared'],
}

/** Inside the host: what a room may not import, because it is handed to it. Types say what is handed over, so they may be named. */
const HANDED_OVER: Record<string, readonly string[]> = {
  engine: ['trigger', 'control', 'history', 'workspace', 'composer'],
  history: ['trigger', 'control', 'workspace', 'composer', 'functions', 'integrations'],
  functions: ['trigger', 'control', 'history', 'workspace', 'composer'],
  integrations: ['trigger', 'control', 'history', 'composer'],
  outgoing: ['trigger', 'control', 'history', 'workspace', 'composer'],
  trigger: ['control', 'workspace', 'composer', 'functions'],
}

/** Everybody may read the program's version. */
const MANIFEST = '../package.json'

interface Import {
  file: string
  target: string
  typeOnly: boolean
}

const IMPORT = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/g

function importsOf(room: string): Import[] {
  return readdirSync(join(SRC, room), { recursive: true, encoding: 'utf8' })
    .filter(name => /\.tsx?$/.test(name))
    .flatMap(name => {
      const file = join(SRC, room, name)
      return [...readFileSync(file, 'utf8').matchAll(IMPORT)].map(([, type, from, dynamic]) => ({
        file: relative(SRC, file),
        target: from ?? dynamic ?? '',
        typeOnly: type !== undefined,
      }))
    })
}

/** Where a relative import leads, below src: `host/engine/run.ts`. */
function placeOf({ file, target }: Import): string {
  return relative(SRC, resolve(SRC, dirname(file), target))
    .split(sep)
    .join('/')
}

const relativeImports = (room: string) => importsOf(room).filter(found => found.target.startsWith('.'))
const packageImports = (room: string) => importsOf(room).filter(found => !found.target.startsWith('.'))

describe('imports go one way', () => {
  it.each(Object.entries(ROOMS))('%s imports only %j', (room, allowed) => {
    const wrong = relativeImports(room)
      .filter(found => placeOf(found) !== MANIFEST)
      .filter(found => ![room, ...allowed].includes(placeOf(found).split('/')[0] ?? ''))
      .map(found => `${found.file} → ${placeOf(found)}`)
    expect(wrong).toEqual([])
  })

  it.each(Object.entries(HANDED_OVER))('host/%s is handed %j and imports none of them', (room, forbidden) => {
    const wrong = relativeImports(`host/${room}`)
      .filter(found => !found.typeOnly)
      .filter(found => forbidden.some(other => placeOf(found).startsWith(`host/${other}/`)))
      .map(found => `${found.file} → ${placeOf(found)}`)
    expect(wrong).toEqual([])
  })

  it('shared and renderer use nothing of Node', () => {
    const wrong = ['shared', 'renderer'].flatMap(packageImports).filter(found => isBuiltin(found.target))
    expect(wrong.map(found => `${found.file} → ${found.target}`)).toEqual([])
  })

  it('only main and preload know Electron', () => {
    const wrong = ['shared', 'host', 'runner', 'cli', 'renderer']
      .flatMap(packageImports)
      .filter(found => found.target === 'electron')
    expect(wrong.map(found => found.file)).toEqual([])
  })
})
