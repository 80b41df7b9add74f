import type { CallFile } from '../shared/function-channel.ts'
import type { Call, FileUse } from './call.ts'
import { readFileBytes } from './channel.ts'
import { RunnerError } from './failure.ts'

const define = Object.defineProperty
const MIB = 1024 * 1024

/**
 * A file parameter as the Function sees it: a plain file object whose `data`, the hex, is fetched when it is first read
 * (contract §1, "The file object").
 */
export function createFileObject(call: Call, index: number, file: CallFile, largestHex: number): object {
  const use: FileUse = { index, hex: undefined }
  const object: Record<string, unknown> = {}
  if (file.name !== undefined) object.name = file.name
  if (file.mimeType !== undefined) object.mimeType = file.mimeType
  object.dataType = 'FILE'
  const keep = (data: unknown) =>
    define(object, 'data', { value: data, writable: true, enumerable: true, configurable: true })
  define(object, 'data', {
    get: () => {
      use.hex = readHex(call, index, file, largestHex)
      call.readFiles.push(use)
      keep(use.hex)
      return use.hex
    },
    set: keep,
    enumerable: true,
    configurable: true,
  })
  object.size = String(file.size)
  call.fileObjects.set(object, use)
  return object
}

function readHex(call: Call, index: number, file: CallFile, largestHex: number): string {
  if (file.size > largestHex) {
    throw new RunnerError(
      'FILE_TOO_LARGE_FOR_HEX',
      `The file ${file.name ?? ''} has ${file.size} bytes, and its hex may be read up to ${Math.floor(largestHex / MIB)} MiB. ` +
        'Pass the file on without reading its data, or raise limits.fileHex (255 MiB at most).',
    )
  }
  return readFileBytes(call.id, index).toString('hex')
}

/** The call's own file that this object still is, byte for byte, though perhaps under another name; or undefined. */
export function ownFile(call: Call, object: object): FileUse | undefined {
  const data = Object.getOwnPropertyDescriptor(object, 'data')
  if (!data) return undefined
  const use = call.fileObjects.get(object)
  if (use && (data.get || data.value === use.hex)) return use
  if (typeof data.value !== 'string') return undefined
  for (const read of call.readFiles) if (read.hex === data.value) return read
  return undefined
}
