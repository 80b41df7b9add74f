import { createHash } from 'node:crypto'
import { afterAll } from 'vitest'
import { systemClock } from '../../../../src/host/engine/clock.ts'
import { createFunctionPool } from '../../../../src/host/functions/pool.ts'
import type {
  FunctionCall,
  FunctionLimits,
  FunctionOutcome,
  FunctionPool,
  FunctionPoolOptions,
} from '../../../../src/host/functions/types.ts'
import { FileRef, type FileSource } from '../../../../src/shared/file-value.ts'

export const MIB = 2 ** 20

const pools: FunctionPool[] = []

afterAll(async () => {
  await Promise.all(pools.splice(0).map(pool => pool.close()))
})

/** Bytes in memory that count how often they were read. */
export function memoryFile(content: Uint8Array | string, name?: string, mimeType?: string) {
  const bytes = Buffer.from(content as string)
  const counter = { reads: 0 }
  const source: FileSource = {
    sha256: createHash('sha256').update(bytes).digest('hex'),
    size: bytes.length,
    bytes: () => {
      counter.reads++
      return bytes
    },
    hex: () => bytes.toString('hex'),
  }
  return { file: new FileRef(source, name, mimeType), counter }
}

/** A pool with small limits that ends with the test file. */
export function openPool(
  options: Omit<Partial<FunctionPoolOptions>, 'limits'> & { limits?: Partial<FunctionLimits> } = {},
) {
  const limits: FunctionLimits = { functionTimeout: 30_000, functionMemory: 128 * MIB, ...options.limits }
  const pool = createFunctionPool({
    clock: systemClock,
    makeFile: (bytes, { name, mimeType }) => memoryFile(bytes, name, mimeType).file,
    ...options,
    get limits() {
      return { ...limits, ...options.limits }
    },
    get network() {
      return options.network
    },
  })
  pools.push(pool)
  return pool
}

/** Calls a source by its text. */
export function caller(pool: FunctionPool) {
  return (source: string, parameters: unknown = {}, more: Partial<FunctionCall> = {}): Promise<FunctionOutcome> =>
    pool.call({ source, sourceName: 'shape.js', parameters, ...more })
}

/** The result of a call that must have succeeded. */
export function resultOf(outcome: FunctionOutcome): unknown {
  if (!outcome.ok) throw new Error(`${outcome.error.code}: ${outcome.error.message}`)
  return outcome.result
}

/** The error of a call that must have failed. */
export function errorOf(outcome: FunctionOutcome) {
  if (outcome.ok) throw new Error(`The call gave ${JSON.stringify(outcome.result)}`)
  return outcome.error
}
