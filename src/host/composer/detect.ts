import { fileTypeFromBuffer } from 'file-type'
import { type Bytes, firstBytes } from './bytes.ts'
import { mediaTypeOf } from './charset.ts'

const SAMPLE = 4_100

/** The media type the first bytes tell; undefined when they tell none (plain text, JSON, unknown formats). */
export async function detectType(bytes: Bytes): Promise<string | undefined> {
  if (bytes.size === 0) return undefined
  return (await fileTypeFromBuffer(await firstBytes(bytes, SAMPLE)))?.mime
}

/** Types whose bytes are those of another: their own type is more exact than what the bytes tell. */
const CONTAINERS: Readonly<Record<string, RegExp>> = {
  'application/zip': /officedocument|opendocument|epub|\+zip|java-archive|x-zip/,
  'application/xml': /[/+]xml$/,
  'application/x-cfb': /msword|ms-excel|ms-powerpoint|vnd\.ms-/,
}

/** A sentence when a declared type and the type by bytes contradict each other; undefined when they agree or nothing is known. */
export async function disagreement(
  bytes: Bytes,
  declared: string | undefined,
  where: string,
): Promise<string | undefined> {
  if (!declared) return undefined
  const detected = await detectType(bytes)
  const type = mediaTypeOf(declared)
  if (!detected || detected === type || type === 'application/octet-stream') return undefined
  if (CONTAINERS[detected]?.test(type)) return undefined
  return `${where} is declared as ${type}, but its bytes are ${detected}.`
}
