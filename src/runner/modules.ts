import { builtinModules, createRequire, registerHooks } from 'node:module'

/** Built-ins that compute and touch nothing outside the process: libraries may load them. */
const PURE = new Set(
  'assert assert/strict buffer console constants crypto events path path/posix path/win32 punycode querystring stream stream/promises string_decoder timers timers/promises url util util/types zlib'.split(
    ' ',
  ),
)
/** Built-ins that open sockets: modules for libraries, and libraries themselves, where `functions.network` is `allow`. */
export const NETWORK_MODULES = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns']
/** A package that is nothing but network, which others load whether they need it or not (cheerio). */
const NETWORK = 'undici'
const own = createRequire(import.meta.url)
const CLOSED = 'triggerbench:closed/'

/**
 * From now on only the runner and the libraries it offers may load modules. A library gets pure built-ins; in place of
 * the others (`fs`, `net` …) one whose members throw when they are used. `mayLoad`: the beginnings of the addresses of
 * modules that count as libraries; `network`: whether they may open sockets.
 */
export function closeModules(mayLoad: readonly string[], network: boolean): void {
  const builtin = new Set(builtinModules)
  const sockets = new Set(network ? [...NETWORK_MODULES, 'dns/promises', NETWORK] : [])
  const isClosed = (name: string) => !sockets.has(name) && (name === NETWORK || (builtin.has(name) && !PURE.has(name)))
  const isLibrary = (parent: string | undefined) =>
    parent !== undefined && (parent === import.meta.url || mayLoad.some(place => parent.startsWith(place)))
  registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL
      if (!isLibrary(parent)) throw new Error(`A Function cannot import ${specifier}; use the libraries argument`)
      const name = specifier.replace(/^node:/, '')
      if (name === 'process' || isClosed(name)) {
        return { url: CLOSED + name, format: 'commonjs', shortCircuit: true }
      }
      return next(specifier, context)
    },
    load(url, context, next) {
      if (!url.startsWith(CLOSED)) return next(url, context)
      return { format: 'commonjs', shortCircuit: true, source: closedModule(url.slice(CLOSED.length)) }
    },
  })
}

function closedModule(name: string): string {
  if (name === 'process') return 'module.exports = globalThis.process'
  return `
    const name = ${JSON.stringify(name === NETWORK ? name : `node:${name}`)}
    const closed = function () { throw new Error(name + ' is out of reach in a Function') }
    module.exports = new Proxy(closed, {
      get: (target, key) => (typeof key === 'symbol' || key === '__esModule' || key === 'then' ? undefined : key in target ? target[key] : closed),
    })`
}

/** Loads a library as the runner would, or as a file of the workspace would. */
export function requireLibrary(name: string, from?: string): unknown {
  return from === undefined ? own(name) : createRequire(from)(name)
}
