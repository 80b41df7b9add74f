import { FileRef } from '../../shared/file-value.ts'
import type { CallFile, DataPath, ResultFile } from '../../shared/function-channel.ts'
import type { FunctionPoolOptions } from './types.ts'

/** Parameters on their way to a runner: JSON with null in place of files, and the files. */
export interface EncodedParameters {
  json: Buffer
  places: CallFile[]
  files: FileRef[]
}

/** Takes the FileRef leaves out of JSON data; their bytes stay here until the Function reads them. */
export function encodeParameters(parameters: unknown): EncodedParameters {
  const places: CallFile[] = []
  const files: FileRef[] = []
  const data = withoutFiles(parameters, [], (file, path) => {
    const { name, mimeType } = file
    places.push({ path, name, mimeType, size: file.source.size })
    files.push(file)
  })
  return { json: Buffer.from(JSON.stringify(data) ?? 'null'), places, files }
}

/** The same value when there is no file in it, else a copy of the way to each file. */
function withoutFiles(value: unknown, path: DataPath, take: (file: FileRef, path: DataPath) => void): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (value instanceof FileRef) {
    take(value, [...path])
    return null
  }
  let copy: unknown
  for (const key of Object.keys(value)) {
    const child = (value as Record<string, unknown>)[key]
    if (typeof child !== 'object' || child === null) continue
    path.push(Array.isArray(value) ? Number(key) : key)
    const kept = withoutFiles(child, path, take)
    path.pop()
    if (kept === child) continue
    copy ??= Array.isArray(value) ? value.slice() : cloneRecord(value)
    put(copy, key, kept)
  }
  return copy ?? value
}

function cloneRecord(record: object): object {
  return Object.defineProperties({}, Object.getOwnPropertyDescriptors(record))
}

/** Sets a member as data, `__proto__` too. */
function put(container: unknown, key: string | number, value: unknown): void {
  const property = { value, writable: true, enumerable: true, configurable: true }
  Object.defineProperty(container, key, property)
}

/** Makes a runner's result into JSON data with FileRef leaves: the call's own files by reference, new bytes kept by `makeFile`. */
export function decodeResult(
  json: string,
  places: readonly ResultFile[],
  bytes: Buffer,
  own: readonly FileRef[],
  makeFile: FunctionPoolOptions['makeFile'],
): unknown | Promise<unknown> {
  const result: unknown = JSON.parse(json)
  if (places.length === 0) return result
  let offset = 0
  const files = places.map(place => {
    const from = place.from === undefined ? undefined : own[place.from]
    if (from) return sameFile(from, place) ? from : new FileRef(from.source, place.name, place.mimeType)
    const start = offset
    offset += place.size ?? 0
    const meta = { name: place.name, mimeType: place.mimeType }
    return makeFile(Buffer.from(bytes.subarray(start, offset)), meta)
  })
  return Promise.all(files).then(made => placeFiles(result, places, made))
}

function sameFile(file: FileRef, place: ResultFile): boolean {
  return file.name === place.name && file.mimeType === place.mimeType
}

function placeFiles(result: unknown, places: readonly ResultFile[], files: readonly FileRef[]): unknown {
  let root = result
  places.forEach(({ path }, index) => {
    const file = files[index]
    const last = path.at(-1)
    if (last === undefined) {
      root = file
      return
    }
    let parent = root
    for (const key of path.slice(0, -1)) parent = (parent as Record<string | number, unknown>)[key]
    put(parent, last, file)
  })
  return root
}
