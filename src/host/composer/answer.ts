import type { HeaderList } from '../../shared/execution.ts'
import { SendError } from './errors.ts'

/** Status line and headers of the answer, in wire order, case kept. */
export interface AnswerHead {
  readonly status: number
  readonly reason: string
  readonly headers: HeaderList
}

/** A stretch of the answer's bytes; `end` is exclusive. */
export interface Stretch {
  start: number
  end: number
}

/** Follows the bytes of one HTTP/1.1 answer and says where its body lies in them (RFC 9112). */
export interface AnswerParser {
  /** Takes the next bytes. Throws ANSWER_MALFORMED. */
  push(chunk: Uint8Array): void
  /** The connection ended. Throws ANSWER_CUT when the answer is not whole. */
  end(): void
  /** The final head, once it is there. */
  readonly head: AnswerHead | undefined
  /** How many informational (1xx) answers came before it. */
  readonly interim: number
  readonly done: boolean
  /** The body's stretches among all bytes received, in order, without the transfer framing. */
  readonly body: readonly Stretch[]
}

type State = 'head' | 'length' | 'close' | 'chunkSize' | 'chunkData' | 'chunkEnd' | 'trailer' | 'done'

const LONGEST_HEAD = 1024 * 1024
const STATUS_LINE = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/
const HEADER_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+):[ \t]*(.*?)[ \t]*$/

/** Creates a parser for the answer to one request. `method` tells whether an answer may have a body (RFC 9112 §6.3). */
export function createAnswerParser(method: string): AnswerParser {
  let state: State = 'head'
  let head: AnswerHead | undefined
  let interim = 0
  let offset = 0
  let left = 0
  let line = ''
  let headSize = 0
  let lines: string[] = []
  const body: Stretch[] = []

  function takeHead(text: string): void {
    headSize += text.length
    if (headSize > LONGEST_HEAD) throw malformed('its headers are longer than 1 MiB')
    if (text !== '') return void lines.push(text)
    if (lines.length === 0) return
    const parsed = parseHead(lines)
    lines = []
    headSize = 0
    if (parsed.status >= 100 && parsed.status < 200) {
      interim += 1
      return
    }
    head = parsed
    const framing = framingOf(parsed, method)
    state = framing.state
    left = framing.left
  }

  function takeLine(text: string): void {
    if (state === 'head') takeHead(text)
    else if (state === 'chunkEnd') {
      if (text !== '') throw malformed('a chunk is longer than its size says')
      state = 'chunkSize'
    } else if (state === 'chunkSize') {
      const size = /^([0-9A-Fa-f]{1,13})[ \t]*(?:;.*)?$/.exec(text)?.[1]
      if (size === undefined) throw malformed(`${JSON.stringify(text.slice(0, 40))} is no chunk size`)
      left = Number.parseInt(size, 16)
      state = left === 0 ? 'trailer' : 'chunkData'
    } else if (text === '') state = 'done'
  }

  /** Reads up to the next line feed; true when a line was whole. */
  function readLine(chunk: Uint8Array, at: number): number {
    const feed = chunk.indexOf(0x0a, at)
    const end = feed < 0 ? chunk.byteLength : feed
    line += Buffer.from(chunk.buffer, chunk.byteOffset + at, end - at).toString('latin1')
    if (line.length > LONGEST_HEAD) throw malformed('one of its lines is longer than 1 MiB')
    if (feed < 0) return chunk.byteLength
    const text = line.endsWith('\r') ? line.slice(0, -1) : line
    line = ''
    takeLine(text)
    return feed + 1
  }

  function takeBody(chunk: Uint8Array, at: number): number {
    const size = state === 'close' ? chunk.byteLength - at : Math.min(left, chunk.byteLength - at)
    const start = offset + at
    const last = body.at(-1)
    if (last && last.end === start) last.end += size
    else body.push({ start, end: start + size })
    left -= size
    if (left === 0 && state === 'length') state = 'done'
    if (left === 0 && state === 'chunkData') state = 'chunkEnd'
    return at + size
  }

  return {
    get head() {
      return head
    },
    get interim() {
      return interim
    },
    get done() {
      return state === 'done'
    },
    body,
    push(chunk) {
      for (let at = 0; at < chunk.byteLength && state !== 'done'; ) {
        const inBody = state === 'length' || state === 'close' || state === 'chunkData'
        at = inBody ? takeBody(chunk, at) : readLine(chunk, at)
      }
      offset += chunk.byteLength
    },
    end() {
      if (state === 'close') state = 'done'
      if (state === 'done') return
      const what = head ? 'the end of its body' : offset === 0 ? 'any byte of it' : 'the end of its headers'
      throw new SendError('ANSWER_CUT', `The trigger closed the connection before ${what}.`)
    },
  }
}

function parseHead(lines: readonly string[]): AnswerHead {
  const [first = '', ...rest] = lines
  const status = STATUS_LINE.exec(first)
  if (!status) throw malformed(`${JSON.stringify(first.slice(0, 60))} is no HTTP/1.1 status line`)
  const headers = rest.map((text): [string, string] => {
    const match = HEADER_LINE.exec(text)
    if (!match) throw malformed(`${JSON.stringify(text.slice(0, 60))} is no header`)
    return [match[1] ?? '', match[2] ?? '']
  })
  return { status: Number(status[1]), reason: status[2] ?? '', headers }
}

function framingOf(head: AnswerHead, method: string): { state: State; left: number } {
  const all = (name: string) => head.headers.filter(([known]) => known.toLowerCase() === name).map(([, value]) => value)
  if (method === 'HEAD' || head.status === 204 || head.status === 304) return { state: 'done', left: 0 }
  const coding = all('transfer-encoding').at(-1)
  if (coding !== undefined) return { state: /(?:^|,)\s*chunked\s*$/i.test(coding) ? 'chunkSize' : 'close', left: 0 }
  const length = all('content-length').at(-1)
  if (length === undefined) return { state: 'close', left: 0 }
  if (!/^\d{1,15}$/.test(length)) throw malformed(`its Content-Length is ${JSON.stringify(length)}`)
  return { state: length === '0' ? 'done' : 'length', left: Number(length) }
}

function malformed(what: string): SendError {
  return new SendError('ANSWER_MALFORMED', `The answer cannot be read: ${what}.`)
}
