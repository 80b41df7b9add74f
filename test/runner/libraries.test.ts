import fs from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { caller, errorOf, openPool, resultOf } from '../host/functions/support/pool.ts'

const root = path.resolve(import.meta.dirname, '../..')
const call = caller(openPool())

/** The rows of the table of libraries: names, package, version. */
function documented(): { names: string[]; package: string; version: string }[] {
  const text = fs.readFileSync(path.join(root, 'docs/functions.md'), 'utf8')
  const rows = text.slice(text.indexOf('| `libraries.`')).split('\n\n')[0]?.split('\n').slice(2) ?? []
  return rows.map(row => {
    const [names = '', packageName = '', version = ''] = row
      .split('|')
      .slice(1)
      .map(cell => cell.trim())
    return { names: [...names.matchAll(/`([^`]+)`/g)].map(match => match[1] ?? ''), package: packageName, version }
  })
}

describe('docs/functions.md', () => {
  it('lists exactly what libraries offers', async () => {
    const offered = resultOf(await call('(p, libraries) => Object.keys(libraries)')) as string[]
    const own = documented().flatMap(row =>
      row.version === '' && row.names.includes('Buffer') ? row.names.slice(0, 6) : row.names.slice(0, 1),
    )
    expect(own.toSorted()).toEqual(offered.toSorted())
  })

  it.each(documented().filter(row => row.version !== ''))('says $version of $package', row => {
    const name = /^[\w.-]+/.exec(row.package)?.[0] ?? ''
    const folder = name === 'date-fns' ? 'date-fns-2' : name
    const { version } = JSON.parse(fs.readFileSync(path.join(root, 'node_modules', folder, 'package.json'), 'utf8'))
    expect(`${version}.`.startsWith(`${row.version}.`), version).toBe(true)
  })
})

const near = { Lodash: 'lodash', momnet: 'moment', 'date-fns': 'dateFns', datefns: 'dateFns', 'lodash.get': undefined }
it.each(Object.entries(near))(
  'an unknown name (%s) is answered with the nearest, or how to add it',
  async (name, guess) => {
    const { code, message } = errorOf(await call('(p, libraries) =>\n  libraries[p.name]', { name }))
    expect(code).toBe('LIBRARY_UNKNOWN')
    const says = guess
      ? `; did you mean ${guess}?`
      : `. Add it with \`npm install ${name}\` in the workspace's folder; docs/functions.md lists what comes with Triggerbench.`
    expect(message).toBe(`shape.js:2:12: libraries has no ${name}${says}`)
  },
)

it('are loaded when they are asked for, not before', async () => {
  const pool = openPool()
  const heap =
    '(p, libraries) => { const at = performance.now(); void libraries.cheerio; const first = performance.now() - at; void libraries.cheerio; return first > 10 * (performance.now() - at - first) }'
  expect(resultOf(await caller(pool)(heap))).toBe(true)
})
