import crypto from 'node:crypto'
import { syncBuiltinESMExports } from 'node:module'
import v8 from 'node:v8'
import vm from 'node:vm'
import { createConsole } from './console.ts'
import { fetchThroughHost } from './fetch.ts'
import { createTimers } from './timers.ts'

/** Members of the real `process` that reach beyond it (toolchain.md, "Node"); taken away before any user code runs. */
const DANGEROUS = `kill _kill _debugProcess _debugEnd _debugPause binding _linkedBinding dlopen send disconnect channel
  getBuiltinModule report abort reallyExit exit chdir execve setuid setgid seteuid setegid setgroups initgroups umask
  loadEnvFile openStdin mainModule permission _getActiveHandles _getActiveRequests _startProfilerIdleNotifier
  _stopProfilerIdleNotifier _channel _handleQueue connected setSourceMapsEnabled addUncaughtExceptionCaptureCallback
  setUncaughtExceptionCaptureCallback finalization moduleLoadList _tickCallback`.split(/\s+/)

/** Names beside the language's own that a Function's global object keeps. */
const WEB =
  `Buffer URL URLSearchParams URLPattern TextEncoder TextDecoder AbortController AbortSignal Blob File FormData
  Headers Request Response Event EventTarget CustomEvent DOMException ReadableStream WritableStream TransformStream
  ReadableStreamDefaultReader WritableStreamDefaultWriter ByteLengthQueuingStrategy CountQueuingStrategy
  TextDecoderStream TextEncoderStream CompressionStream DecompressionStream
  atob btoa structuredClone queueMicrotask performance crypto Crypto CryptoKey SubtleCrypto global globalThis`.split(
    /\s+/,
  )

/**
 * Leaves a Function the language, the web's pure classes, `console`, timers and `fetch`, and takes away what reaches
 * further: the permission model does not stop signals, bindings or V8's flags (toolchain.md, "Node").
 */
export function confine(): void {
  removeMembers(process, DANGEROUS)
  removeMembers(v8, ['setFlagsFromString', 'setHeapSnapshotNearHeapLimit', 'writeHeapSnapshot', 'startupSnapshot'])
  removeMembers(crypto, ['setEngine', 'setFips', 'fips'])
  syncBuiltinESMExports()
  for (const name of Object.getOwnPropertyNames(globalThis)) touch(name)
  const kept = new Set<PropertyKey>([...(vm.runInNewContext('Reflect.ownKeys(globalThis)') as PropertyKey[]), ...WEB])
  const given = { ...createTimers(), console: createConsole(), fetch: fetchThroughHost, process: processStub() }
  for (const name of Reflect.ownKeys(globalThis)) if (!kept.has(name)) Reflect.deleteProperty(globalThis, name)
  for (const [name, value] of Object.entries(given)) {
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }
}

/** Some globals are made when first read; those that are kept must be there before built-ins are remembered. */
function touch(name: string): void {
  if (WEB.includes(name)) {
    const value = (globalThis as Record<string, unknown>)[name]
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true })
  }
}

function removeMembers(object: object, names: readonly string[]): void {
  for (const name of names) {
    if (!(name in object)) continue
    if (!Reflect.deleteProperty(object, name)) Reflect.set(object, name, undefined)
    if (name in object) Reflect.defineProperty(object, name, { value: undefined })
  }
}

/** What libraries and copied code ask of `process`; it ends nothing and knows nothing of the machine. */
function processStub(): object {
  const refuse = (name: string) => () => {
    throw new Error(`process.${name} is out of reach in a Function; return a value or throw an error`)
  }
  const { nextTick, hrtime: time } = process
  const hrtime = Object.assign((previous?: [number, number]) => time(previous), { bigint: time.bigint })
  const none = () => stub
  const stub: object = Object.freeze({
    env: Object.freeze({}),
    argv: Object.freeze([]),
    platform: process.platform,
    arch: process.arch,
    version: process.version,
    versions: Object.freeze({ node: process.versions.node, v8: process.versions.v8 }),
    cwd: () => '/',
    nextTick: (task: (...values: unknown[]) => void, ...values: unknown[]) => nextTick(task, ...values),
    hrtime: Object.freeze(hrtime),
    uptime: () => performance.now() / 1000,
    on: none,
    once: none,
    off: none,
    emitWarning: none,
    exit: refuse('exit'),
    abort: refuse('abort'),
    kill: refuse('kill'),
  })
  return stub
}
