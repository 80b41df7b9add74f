import type { Readable } from 'node:stream'
import { MIMEType } from 'node:util'
import { Busboy } from '@fastify/busboy'
import { UserError } from '../../shared/errors.ts'
import { FileRef } from '../../shared/file-value.ts'
import type { FileSink, FileStore } from '../files.ts'
import { addValue } from './form.ts'
import { multipartInvalid, PartHeaders } from './part-headers.ts'

export interface MultipartLimits {
  parts: number
  field: number
  partHeader: number
}

/** Reads a multipart body as it streams in. */
export interface MultipartReader {
  write(chunk: Uint8Array): void | Promise<void>
  /** Fields and files by name, in order (RFC 7578; contract §1, "The file object"). */
  end(): Promise<Record<string, unknown>>
  abort(): void
}

interface Entry {
  name: string
  value: unknown
}

/**
 * A part with a file name (an empty one too) becomes a file, any other a string; a repeated name becomes an array; names are
 * taken literally. Throws, or rejects with, MULTIPART_INVALID.
 */
export function readMultipart(contentType: string, files: FileStore, limits: MultipartLimits): MultipartReader {
  const entries: Entry[] = []
  const pending: Promise<void>[] = []
  const sinks = new Set<FileSink>()
  let failure: UserError | undefined
  const fail = (error: unknown) => {
    failure ??=
      error instanceof UserError ? error : multipartInvalid(error instanceof Error ? error.message : String(error))
  }
  const parser = create(contentType, limits)
  const headers = new PartHeaders(new MIMEType(contentType).params.get('boundary') ?? '', limits.partHeader)
  parser.on('field', (name, value, nameTruncated, valueTruncated) => {
    if (nameTruncated)
      fail(multipartInvalid(`a part's name is longer than limits.partHeader (${limits.partHeader} bytes)`))
    if (valueTruncated)
      fail(multipartInvalid(`the field ${JSON.stringify(name)} is longer than limits.field (${limits.field} bytes)`))
    headers.nextType()
    entries.push({ name, value })
  })
  parser.on('file', (name, stream, fileName) => {
    const mimeType = headers.nextType() ?? 'text/plain'
    const entry: Entry = { name, value: undefined }
    entries.push(entry)
    const sink = files.sink()
    sinks.add(sink)
    pending.push(
      keep(stream, sink)
        .then(source => {
          sinks.delete(sink)
          entry.value = new FileRef(source, fileName, mimeType)
        })
        .catch(fail),
    )
  })
  parser.on('partsLimit', () => fail(multipartInvalid(`it has more than limits.parts (${limits.parts}) parts`)))
  parser.on('error', fail)
  const closed = new Promise<void>(resolve => parser.once('finish', resolve).once('error', () => resolve()))
  return {
    write(chunk) {
      if (failure) throw failure
      headers.take(chunk)
      if (!parser.write(chunk)) return new Promise(resolve => parser.once('drain', resolve))
    },
    async end() {
      parser.end()
      await closed
      await Promise.all(pending)
      if (failure) {
        for (const sink of sinks) sink.abort()
        throw failure
      }
      const result: Record<string, unknown> = {}
      for (const { name, value } of entries) addValue(result, name, value)
      return result
    },
    abort() {
      parser.destroy()
      for (const sink of sinks) sink.abort()
    },
  }
}

function create(contentType: string, limits: MultipartLimits): InstanceType<typeof Busboy> {
  try {
    return new Busboy({
      headers: { 'content-type': contentType },
      preservePath: true,
      isPartAFile: (_name, _type, fileName) => fileName !== undefined,
      limits: {
        parts: limits.parts,
        fieldSize: limits.field,
        fieldNameSize: limits.partHeader,
        headerSize: limits.partHeader,
      },
    })
  } catch (error) {
    throw multipartInvalid(error instanceof Error ? error.message : String(error))
  }
}

async function keep(stream: Readable, sink: FileSink): ReturnType<FileSink['finish']> {
  for await (const chunk of stream) await sink.write(chunk)
  return sink.finish()
}
