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

/** A header list as a row keeps it: a block's number, or its text while it was seen only once; and the values of its own. */
export interface PackedHeaders {
  block: number | string
  values: string | null
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
    let values: string | null = null
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
        values = values === null ? kept : `${values}\n${kept}`
        block += `${name}\n${OWN_VALUE}\n`
      } else block += `${name}\n${kept}\n`
    }
    if (same && object && Object.keys(object).length !== pairs) same = false
    return {
      block: this.#number(masking.text(block)),
      values: values === null ? null : masking.text(values),
      sameAsObject: same,
    }
  }

  #learn(name: string): HeaderName {
    const lower = name.toLowerCase()
    const known = { lower, kind: (Object.hasOwn(KINDS, lower) && KINDS[lower]) || 'stable' } as const
    if (this.#names.size < REMEMBERED) this.#names.set(name, known)
    return known
  }

  #number(block: string): number | string {
    const known = this.#numbers.get(block)
    if (known !== undefined) return known
    const hash = createHash('sha256').update(block).digest().subarray(0, 16)
    let number = this.#find.get(hash)
    if (number === undefined) {
      if (!this.#once.has(block)) {
        if (this.#once.size >= REMEMBERED) this.#once.clear()
        this.#once.add(block)
        return block
      }
      this.#once.delete(block)
      number = Number(this.#insert.run(hash, block).lastInsertRowid)
    }
    if (this.#numbers.size >= REMEMBERED) this.#numbers.clear()
    this.#numbers.set(block, number)
    return number
  }
}

/** A packed header list as it came, masked values as `••••••`. `block` is the block's text. */
export function unpackHeaders(block: string, values: string | null, runId: string): HeaderList {
  const lines = block.split('\n')
  const own = values === null ? [] : values.split('\n')
  const headers: HeaderList = []
  let next = 0
  for (let index = 0; index + 1 < lines.length; index += 2) {
    const value = lines[index + 1] ?? ''
    headers.push([lines[index] ?? '', value === OWN_VALUE ? (own[next++] ?? '') : value.replace(OWN_ID, runId)])
  }
  return headers
}

/** The object a trigger's output holds for a header list without repeated names: lower-case names. */
export function headerObject(headers: HeaderList): Record<string, string> {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value]))
}
