import iconv from 'iconv-lite'
import { UserError } from '../../shared/errors.ts'

/** Decodes a body's bytes as they come. */
export interface TextReader {
  write(chunk: Uint8Array): void
  end(): string
}

/** Decodes a whole text; a byte order mark is left out. Throws CHARSET_UNKNOWN. */
export function decodeText(bytes: Uint8Array, charset = 'utf-8'): string {
  checkCharset(charset)
  return iconv.decode(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), charset)
}

/** As decodeText, for a text that comes in pieces. */
export function readText(charset = 'utf-8'): TextReader {
  checkCharset(charset)
  const decoder = iconv.getDecoder(charset)
  let text = ''
  return {
    write(chunk) {
      text += decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
    },
    end: () => text + (decoder.end() ?? ''),
  }
}

/** Whether the bytes of a text decode to it with the platform's own UTF-8 decoder too. */
export function isPlainUtf8(charset: string | undefined): boolean {
  return charset === undefined || /^utf-?8$/i.test(charset)
}

function checkCharset(charset: string): void {
  if (iconv.encodingExists(charset)) return
  throw new UserError(
    'CHARSET_UNKNOWN',
    `Content-Type names the charset ${JSON.stringify(charset)}, which is not known. Send UTF-8, or name a charset of the IANA list`,
  )
}
