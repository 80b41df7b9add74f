import { UserError } from '../../shared/errors.ts'
import type { FileStore } from '../files.ts'
import type { BodyKind } from './content-type.ts'
import { mayHoldFiles, takeFiles } from './file-objects.ts'
import { parseLargeForm } from './form.ts'
import { JsonReader } from './json.ts'
import { isPlainUtf8, readText } from './text.ts'

/** What a body that came in pieces is. */
export interface ReadBody {
  body: unknown
  /** The body's bytes give `body` again: as JSON (1) or as UTF-8 text (2). */
  again?: 1 | 2
}

/** Takes a body's decoded bytes as they come, and gives what they are. */
export interface BodyReader {
  write(chunk: Uint8Array): void
  end(): Promise<ReadBody>
}

/**
 * Reads a body of JSON, form fields or text without holding up other requests, however large it is. Errors are those of
 * the contract's Bodies, and BODY_TOO_LARGE for what no string can hold.
 */
export function largeBody(kind: BodyKind, jsonDepth: number, files: FileStore): BodyReader {
  const reader = readerOf(kind, jsonDepth, files)
  let size = 0
  return {
    write(chunk) {
      size += chunk.length
      if (size > LONGEST_TEXT) throw tooLong()
      reader.write(chunk)
    },
    end: reader.end,
  }
}

/** V8's longest string: a longer body cannot be a text of a run. */
const LONGEST_TEXT = 2 ** 29 - 24

function tooLong(): UserError {
  return new UserError(
    'BODY_TOO_LARGE',
    `A body of JSON, form fields or text has at most ${LONGEST_TEXT} bytes here. Send it as a file: with another Content-Type`,
    { limit: LONGEST_TEXT },
  )
}

function readerOf(kind: BodyKind, jsonDepth: number, files: FileStore): BodyReader {
  switch (kind.kind) {
    case 'json':
      return largeJson(jsonDepth, files)
    case 'urlencoded': {
      const text = readText(kind.charset)
      return { write: text.write, end: async () => ({ body: await parseLargeForm(text.end()) }) }
    }
    default:
      return largeText(kind.charset)
  }
}

function largeJson(depth: number, files: FileStore): BodyReader {
  const json = new JsonReader(depth)
  let any = false
  return {
    write(chunk) {
      any = true
      json.write(chunk)
    },
    async end() {
      if (!any) return { body: {} }
      const body = await json.end()
      return mayHoldFiles(json.text) ? { body: await takeFiles(body, files) } : { body, again: 1 }
    },
  }
}

function largeText(charset: string | undefined): BodyReader {
  const text = readText(charset)
  let marked: boolean | undefined
  return {
    write(chunk) {
      marked ??= chunk[0] === 0xef || chunk[0] === 0xfe || chunk[0] === 0xff
      text.write(chunk)
    },
    async end() {
      const body = text.end()
      return isPlainUtf8(charset) && !marked ? { body, again: 2 } : { body }
    },
  }
}
