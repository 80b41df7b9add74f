import { createHash } from 'node:crypto'
import type { Database, Statement } from 'better-sqlite3'
import type { HeaderList } from '../../shared/execution.ts'
import { MASK } from './mask.ts'
import type { Masking } from './masking.ts'

/** Stands in a block for a value that is kept with the run. */
const OWN_VALUE = '\0'
/** Stands for the run's own id inside a value. */
const OWN_ID = '\u0001'
const REMEMBERED = 2_048

type HeaderKind = 'stable' | 'own' | 'names-run' | 'content-type' | 'sensitive'

const KINDS: Readonly<Record<string, HeaderKind>> = {
  authorization: 'sensitive',
  'proxy-authorization': 'sensitive',
  cookie: 'sensitive',
  'set-cookie': 'sensitive',
  'content-type': 'content-type',
  'x-execution-id': 'names-run',
  link: 'names-run',
  location: 'names-run',
  'content-length': 'own',
  'content-disposition': 'own',
  'content-range': 'own',
  'content-digest': 'own',
  'content-md5': 'own',
  date: 'own',
  age: 'own',
  etag: 'own',
  range: 'own',
  'last-modified': 'own',
  'if-match': 'own',
  'if-none-match': 'own',
  'if-modified-since': 'own',
  'idempotency-key': 'own',
  'request-id': 'own',
  'x-request-id': 'own',
  'x-correlation-id': 'own',
  'x-amzn-trace-id': 'own',
  'x-cloud-trace-context': 'own',
  'x-b3-traceid': 'own',
  'x-b3-spanid': 'own',
  traceparent: 'own',
  tracestate: 'own',
  baggage: 'own',
  'sentry-trace': 'own',
}

/** A header list as a row keeps it. */
export interface PackedHeaders {
  /**
   * Lines: the number of a block, then the values of the row's own. While a block was seen only once, an empty line,
   * how many values there are, these, and the block itself.
   */
  head: string
  /** Every header stands in the object it was compared with, under its lower-case name, and nothing else does. */
  sameAsObject: boolean
}

interface HeaderName {
  readonly lower: string
  readonly kind: HeaderKind
}

/**
 * Header lists, stored once for all runs that share them. Values that differ from run to run (a length, a date, a trace
 * id) stay with the run, so that the rest is equal. A block earns its row when it is seen a second time.
 */
export class HeaderBlocks {
  readonly #find: Statement<[Buffer], number>
  readonly #insert: Statement<[Buffer, string]>
  readonly #names = new Map<string, HeaderName>()
  #numbers = new Map<string, number>()
  #once = new Set<string>()

  constructor(db: Database) {
    this.#find = db.prepare<[Buffer], number>('SELECT n FROM header_blocks WHERE hash = ?').pluck()
    this.#insert = db.prepare('INSERT INTO header_blocks (hash, block) VALUES (?, ?)')
  }

  /** Numbers given inside a transaction that was rolled back are worth nothing. */
  forget(): void {
    this.#numbers = new Map()
    this.#once = new Set()
  }

  /**
   * Packs names and values in wire order, masked. Values of masked headers are added to `found`, so that records which
   * repeat them are masked too. `runId` is taken out of values that name the run. Runs inside the writer's transaction.
   */
  pack(
    rawHeaders: readonly string[],
    runId: string,
    masking: Masking,
    found: string[],
    object?: Readonly<Record<string, unknown>>,
  ): PackedHeaders {
    let block = ''
    let values = ''
    let owned = 0
    let same = object !== undefined
    const pairs = rawHeaders.length >> 1
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? ''
      const value = rawHeaders[index + 1] ?? ''
      const { lower, kind } = this.#names.get(name) ?? this.#learn(name)
      if (same && object?.[lower] !== value) same = false
      let kept = value
      let own = false
      switch (kind) {
        case 'stable':
          break
        case 'own':
          own = true
          break
        case 'names-run':
          kept = value.replace(runId, OWN_ID)
          break
        case 'content-type':
          own = value.startsWith('multipart/')
          break
        case 'sensitive':
          if (masking.keepAuthorization) own = true
          else {
            kept = MASK
            found.push(value)
          }
          break
      }
      if (own) {
        values += `\n${kept}`
        owned++
        block += `${name}\n${OWN_VALUE}\n`
      } else block += `${name}\n${kept}\n`
    }
    if (same && object && Object.keys(object).length !== pairs) same = false
    const masked = masking.message(block, found)
    const ownValues = masking.message(values, found)
    const number = this.#number(masked)
    return {
      head: number === undefined ? `\n${owned}${ownValues}\n${masked}` : number + ownValues,
      sameAsObject: same,
    }
  }

  #learn(name: string): HeaderName {
    const lower = name.toLowerCase()
    const known = { lower, kind: (Object.hasOwn(KINDS, lower) && KINDS[lower]) || 'stable' } as const
    if (this.#names.size < REMEMBERED) this.#names.set(name, known)
    return known
  }

  /** The block's number; undefined the first time it is seen. */
  #number(block: string): number | undefined {
    const known = this.#numbers.get(block)
    if (known !== undefined) return known
    const hash = createHash('sha256').update(block).digest().subarray(0, 16)
    let number = this.#find.get(hash)
    if (number === undefined) {
      if (!this.#once.has(block)) {
        if (this.#once.size >= REMEMBERED) this.#once.clear()
        this.#once.add(block)
        return undefined
      }
      this.#once.delete(block)
      number = Number(this.#insert.run(hash, block).lastInsertRowid)
    }
    if (this.#numbers.size >= REMEMBERED) this.#numbers.clear()
    this.#numbers.set(block, number)
    return number
  }
}

/** A packed header list as it came, masked values as `••••••`. `blockOf` gives the text of a block by its number. */
export function unpackHeaders(head: string, runId: string, blockOf: (number: number) => string): HeaderList {
  const lines = head.split('\n')
  const inline = lines[0] === ''
  const first = inline ? 2 : 1
  const own = inline ? lines.slice(first, first + Number(lines[1])) : lines.slice(first)
  const block = inline ? lines.slice(first + own.length) : blockOf(Number(lines[0])).split('\n')
  const headers: HeaderList = []
  let next = 0
  for (let index = 0; index + 1 < block.length; index += 2) {
    const value = block[index + 1] ?? ''
    headers.push([block[index] ?? '', value === OWN_VALUE ? (own[next++] ?? '') : value.replace(OWN_ID, runId)])
  }
  return headers
}

/** The object a trigger's output holds for a header list without repeated names: lower-case names. */
export function headerObject(headers: HeaderList): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
}
