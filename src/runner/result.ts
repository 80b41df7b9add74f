import { types } from 'node:util'
import type { DataPath, ResultFile } from '../shared/function-channel.ts'
import type { Call } from './call.ts'
import { RunnerError } from './failure.ts'
import { ownFile } from './files.ts'

const { isArray } = Array
const { keys, defineProperty } = Object
const { stringify } = JSON
const { isUint8Array, isAnyArrayBuffer, isBoxedPrimitive } = types
const fromHex = Buffer.from
const MAX_DEPTH = 1000

/** A result on its way out: JSON text with null where files stand, and the files. */
export interface EncodedResult {
  json: string
  files: ResultFile[]
  bytes: Uint8Array[]
}

interface Encoder {
  call: Call
  path: DataPath
  above: object[]
  files: ResultFile[]
  bytes: Uint8Array[]
}

/**
 * Turns what a Function gave into JSON data (contract §1): Date becomes ISO text, undefined and NaN null, whatever has a
 * toJSON what that gives; file objects leave as references or bytes. Throws FUNCTION_RESULT_INVALID with the path for a
 * cycle, a BigInt, a function, a symbol or a file whose data is neither hex nor bytes; STEP_OUTPUT_TOO_LARGE past the limit.
 */
export function encodeResult(call: Call, value: unknown, limit: number): EncodedResult {
  const encoder: Encoder = { call, path: [], above: [], files: [], bytes: [] }
  const data = encode(encoder, value, '')
  let json: string
  try {
    json = stringify(data)
  } catch (error) {
    if (error instanceof RangeError) throw tooLarge(limit)
    throw error
  }
  if (json.length > limit) throw tooLarge(limit)
  return { json, files: encoder.files, bytes: encoder.bytes }
}

function encode(encoder: Encoder, value: unknown, key: string): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value
    case 'number':
      return value
    case 'undefined':
      return null
    case 'bigint':
      throw invalid(encoder, 'is a BigInt, which JSON cannot hold; return String(value) or Number(value)')
    case 'function':
      throw invalid(encoder, 'is a function, which is not data; call it, or leave it out')
    case 'symbol':
      throw invalid(encoder, 'is a symbol, which is not data; leave it out')
    default:
      return value === null ? null : encodeObject(encoder, value as object, key)
  }
}

function encodeObject(encoder: Encoder, object: object, key: string): unknown {
  for (let i = 0; i < encoder.above.length; i++) {
    if (encoder.above[i] === object) throw invalid(encoder, `is ${pathText(encoder.path.slice(0, i))} again: a cycle`)
  }
  if (encoder.above.length >= MAX_DEPTH) throw invalid(encoder, `lies more than ${MAX_DEPTH} levels deep`)
  encoder.above.push(object)
  try {
    if (takeFile(encoder, object)) return null
    const toJson = (object as { toJSON?: unknown }).toJSON
    if (typeof toJson === 'function') return encode(encoder, toJson.call(object, key), key)
    if (isBoxedPrimitive(object)) return encode(encoder, object.valueOf(), key)
    return isArray(object) ? encodeArray(encoder, object) : encodeRecord(encoder, object as Record<string, unknown>)
  } finally {
    encoder.above.pop()
  }
}

function encodeArray(encoder: Encoder, array: unknown[]): unknown[] {
  const copy = new Array<unknown>(array.length)
  for (let i = 0; i < array.length; i++) {
    encoder.path.push(i)
    copy[i] = encode(encoder, array[i], String(i))
    encoder.path.pop()
  }
  return copy
}

function encodeRecord(encoder: Encoder, record: Record<string, unknown>): Record<string, unknown> {
  const copy: Record<string, unknown> = {}
  const names = keys(record)
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string
    encoder.path.push(name)
    const value = encode(encoder, record[name], name)
    encoder.path.pop()
    if (name === '__proto__') {
      defineProperty(copy, name, { value, enumerable: true, writable: true, configurable: true })
    } else copy[name] = value
  }
  return copy
}

/** Takes a file object out of the data; false when the object is none. */
function takeFile(encoder: Encoder, object: object): boolean {
  if ((object as { dataType?: unknown }).dataType !== 'FILE') return false
  const { name, mimeType } = object as { name?: unknown; mimeType?: unknown }
  const file: ResultFile = { path: [...encoder.path] }
  if (typeof name === 'string') file.name = name
  if (typeof mimeType === 'string') file.mimeType = mimeType
  const own = ownFile(encoder.call, object)
  if (own) {
    encoder.files.push({ ...file, from: own.index })
    return true
  }
  const bytes = fileBytes(encoder, (object as { data?: unknown }).data)
  encoder.files.push({ ...file, size: bytes.length })
  encoder.bytes.push(bytes)
  return true
}

function fileBytes(encoder: Encoder, data: unknown): Uint8Array {
  if (isUint8Array(data)) return data
  if (isAnyArrayBuffer(data)) return new Uint8Array(data)
  if (typeof data !== 'string') {
    encoder.path.push('data')
    throw invalid(
      encoder,
      `is ${data === null ? 'null' : typeof data}, where a file has hex text, a Buffer or a Uint8Array`,
    )
  }
  const bytes = fromHex(data, 'hex')
  if (bytes.length * 2 === data.length) return bytes
  const wrong = data.search(/[^0-9a-fA-F]/)
  const where = wrong >= 0 ? `at character ${wrong}` : 'an odd number of digits'
  encoder.path.push('data')
  throw invalid(encoder, `is not hex (${where}); give hex text, a Buffer or a Uint8Array`)
}

function invalid(encoder: Encoder, what: string): RunnerError {
  return new RunnerError(
    'FUNCTION_RESULT_INVALID',
    `The Function's result cannot be kept: ${pathText(encoder.path)} ${what}.`,
  )
}

function tooLarge(limit: number): RunnerError {
  return new RunnerError(
    'STEP_OUTPUT_TOO_LARGE',
    `The Function's result is larger than ${limit} bytes of JSON, the limit stepOutput. Return less, put large content into a file object, or raise limits.stepOutput.`,
  )
}

/** `result.items[2]['a b']`. */
function pathText(path: DataPath): string {
  let text = 'result'
  for (const part of path) {
    if (typeof part === 'number') text += `[${part}]`
    else text += /^[A-Za-z_$][\w$]*$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`
  }
  return text
}
