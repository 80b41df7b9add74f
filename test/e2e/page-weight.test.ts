import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const built = resolve(import.meta.dirname, '../../out/renderer')
const budget = 300 * 1024

/** The scripts that the browser loads before the page can be used: those the page names, and what they import statically. */
function firstScripts(): Map<string, Buffer> {
  const page = readFileSync(join(built, 'index.html'), 'utf8')
  const waiting = [...page.matchAll(/(?:src|href)="(\/[^"]+\.js)"/g)].map(match => String(match[1]))
  const scripts = new Map<string, Buffer>()
  for (let address = waiting.pop(); address; address = waiting.pop()) {
    if (scripts.has(address)) continue
    const code = readFileSync(join(built, address))
    scripts.set(address, code)
    for (const match of code.toString().matchAll(/(?:from|import)\s*"(\.\/[^"]+\.js)"/g)) {
      waiting.push(join('/assets', String(match[1])))
    }
  }
  return scripts
}

describe('what the page loads first', () => {
  it('is built', () => {
    expect(existsSync(join(built, 'index.html')), 'npm run build makes out/renderer').toBe(true)
  })

  it('weighs less than 300 KB compressed, editor and viewers not among it', () => {
    const scripts = firstScripts()
    const bytes = [...scripts.values()].reduce((sum, code) => sum + gzipSync(code).length, 0)
    expect(scripts.size).toBeGreaterThan(0)
    expect(bytes).toBeLessThan(budget)
    expect([...scripts.keys()].filter(name => /monaco|editor|pdf/.test(name))).toEqual([])
  })
})
