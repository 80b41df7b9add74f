import { describe, expect, it } from 'vitest'
import { parseMainArguments } from '../../src/main/arguments.ts'

describe("the window's command line", () => {
  it('names the workspace', () => {
    const argv = ['electron', '--no-sandbox', '/app', '--workspace', '/w']
    expect(parseMainArguments(argv, false)).toEqual({ workspace: '/w', host: [] })
  })

  it("takes a bare folder in a package, and not the app's own folder in a checkout", () => {
    expect(parseMainArguments(['triggerbench', '/w'], true).workspace).toBe('/w')
    expect(parseMainArguments(['electron', '/app'], false).workspace).toBeUndefined()
    expect(parseMainArguments(['electron', '/app', '/w'], false).workspace).toBe('/w')
  })

  it("passes the host's arguments on as they are", () => {
    const argv = ['electron', '--inspect=0', '/app', '--host-arguments', '["--port","0"]', '--workspace', '/w']
    expect(parseMainArguments(argv, false)).toEqual({ workspace: '/w', host: ['--port', '0'] })
  })

  it('refuses host arguments that are no list of texts', () => {
    expect(() => parseMainArguments(['triggerbench', '--host-arguments', '{"a":1}'], true)).toThrow('JSON array')
  })
})
