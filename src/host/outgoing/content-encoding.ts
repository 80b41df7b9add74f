import { Readable, type Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { UserError } from '../../shared/errors.ts'
import { answerDecoder } from '../content-encoding.ts'

/**
 * Undoes Content-Encoding (RFC 9110 §8.4), the last one named first. No bytes stay none, whatever the header says. Throws a
 * UserError (STEP_FAILED) for a coding that is not known.
 */
export function undoEncoding(body: AsyncIterable<Uint8Array>, encoding: string): AsyncIterable<Uint8Array> {
  const codings = encoding
    .split(',')
    .map(coding => coding.trim().toLowerCase())
    .filter(coding => coding !== '' && coding !== 'identity')
  return codings.reduceRight((stream, coding) => {
    const make = answerDecoder(coding)
    if (make) return decoded(stream, make)
    const remedy = 'Ask for gzip with a header Accept-Encoding'
    throw new UserError('STEP_FAILED', `The answer's Content-Encoding ${coding} is not known. ${remedy}`, { remedy })
  }, body)
}

async function* decoded(
  body: AsyncIterable<Uint8Array>,
  make: (first: number) => Transform,
): AsyncIterable<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  let first = await chunks.next()
  while (!first.done && first.value.length === 0) first = await chunks.next()
  if (first.done) return
  const start = first.value
  const decoder = make(start[0] ?? 0)
  const all = async function* () {
    yield start
    yield* { [Symbol.asyncIterator]: () => chunks }
  }
  // What goes wrong destroys the decoder with the error, and reading it below throws that.
  pipeline(Readable.from(all(), { objectMode: false }), decoder).catch(() => {})
  yield* decoder
}
