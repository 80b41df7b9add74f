import { createReadStream } from 'node:fs'
import { Worker } from 'node:worker_threads'
import { UserError } from '../../shared/errors.ts'
import type { BodyRef } from '../../shared/execution.ts'
import type { BodyPlace } from './body-places.ts'
import { LazyQueries, type Question, type ReaderCall, type ReaderCalls, type Reply } from './reader-calls.ts'
import type { BodyReader, CaptureFilter, ExecutionFilter, HistoryReader, RunFilter } from './types.ts'
import { workerFile } from './worker-file.ts'

type Ask = <C extends ReaderCall>(
  call: C,
  argument: Parameters<ReaderCalls[C]>[0],
) => Promise<Awaited<ReturnType<ReaderCalls[C]>>>

export interface ReaderOptions {
  /** `.triggerbench`. */
  readonly dataDir: string
  /** The address of a body, by its key (`run/<id>/request`, …). */
  readonly sign: (key: string) => string
  /** A small payload that no commit has reached yet. */
  readonly waiting?: (sha256: string) => Uint8Array | undefined
}

/** Reads on a thread of its own, for a host that must not wait. */
export function readerOnThread(options: ReaderOptions): HistoryReader {
  const thread = new ReaderThread(options.dataDir)
  return new Reader(options, thread.ask as Ask, () => thread.close())
}

/** Reads where it is called, beside whoever writes: for the command line. */
export function readerInProcess(options: ReaderOptions): HistoryReader {
  const queries = new LazyQueries(options.dataDir)
  const ask = async (call: ReaderCall, argument: unknown) => queries.ask(call, argument)
  return new Reader(options, ask as Ask, async () => queries.close())
}

class Reader implements HistoryReader {
  readonly #options: ReaderOptions
  readonly #ask: Ask
  readonly close: () => Promise<void>

  constructor(options: ReaderOptions, ask: Ask, close: () => Promise<void>) {
    this.#options = options
    this.#ask = ask
    this.close = close
  }

  list(filter: RunFilter) {
    return this.#ask('list', filter)
  }

  async get(id: string) {
    const run = await this.#ask('get', id)
    if (run) {
      this.#sign(run.request.body)
      this.#sign(run.response?.body)
    }
    return run
  }

  executions(filter: ExecutionFilter) {
    return this.#ask('executions', filter)
  }

  version(id: string) {
    return this.#ask('version', id)
  }

  refusedList(filter: { before?: string; limit: number }) {
    return this.#ask('refusedList', filter)
  }

  async refusedGet(id: string) {
    const refused = await this.#ask('refusedGet', id)
    this.#sign(refused?.request.body)
    return refused
  }

  captureList(filter: CaptureFilter) {
    return this.#ask('captureList', filter)
  }

  async captureGet(id: string) {
    const captured = await this.#ask('captureGet', id)
    this.#sign(captured?.request.body)
    return captured
  }

  counts() {
    return this.#ask('counts', undefined)
  }

  workflows() {
    return this.#ask('workflows', undefined)
  }

  async body(key: string): Promise<BodyReader | undefined> {
    const sha256 = key.startsWith('sha256/') ? key.slice('sha256/'.length) : undefined
    const waiting = sha256 === undefined ? undefined : this.#options.waiting?.(sha256)
    if (sha256 !== undefined && waiting) return bodyReader({ sha256, size: waiting.length, bytes: waiting })
    const place = await this.#ask('body', key)
    return place && bodyReader(place)
  }

  #sign(body: BodyRef | null | undefined): void {
    if (body) body.url = this.#options.sign(body.url)
  }
}

function bodyReader(place: BodyPlace): BodyReader {
  const { size, sha256 } = place
  return {
    size,
    sha256,
    async *read(start, end) {
      const last = Math.min(end, size)
      if (start >= last) return
      if ('bytes' in place) yield place.bytes.subarray(start, last)
      else yield* createReadStream(place.file, { start, end: last - 1 })
    },
  }
}

const CLOSED = 'The history was closed while it was read'

/** The worker thread, begun at the first question and again after it died. */
class ReaderThread {
  readonly #dataDir: string
  readonly #asked = new Map<number, { resolve: (value: unknown) => void; reject: (error: Error) => void }>()
  #worker: Worker | undefined
  #last = 0
  #closed = false

  constructor(dataDir: string) {
    this.#dataDir = dataDir
  }

  readonly ask = (call: ReaderCall, argument: unknown): Promise<unknown> => {
    if (this.#closed) return Promise.reject(new Error(CLOSED))
    const worker = this.#worker ?? this.#start()
    const question: Question = { id: ++this.#last, call, argument }
    return new Promise((resolve, reject) => {
      this.#asked.set(question.id, { resolve, reject })
      if (this.#asked.size === 1) worker.ref()
      worker.postMessage(question)
    })
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#worker?.terminate()
  }

  #start(): Worker {
    const worker = new Worker(workerFile('reader-worker'), { workerData: { dataDir: this.#dataDir } })
    worker.on('message', (reply: Reply) => this.#take(reply, worker))
    worker.on('error', error => this.#fail(error instanceof Error ? error : new Error(String(error))))
    worker.on('exit', () => this.#fail(new Error(CLOSED)))
    worker.unref()
    this.#worker = worker
    return worker
  }

  #take(reply: Reply, worker: Worker): void {
    const asked = this.#asked.get(reply.id)
    this.#asked.delete(reply.id)
    if (this.#asked.size === 0) worker.unref()
    if ('value' in reply) asked?.resolve(reply.value)
    else {
      const { message, code, meta } = reply.error
      asked?.reject(code ? new UserError(code, message, meta) : new Error(message))
    }
  }

  #fail(error: Error): void {
    this.#worker = undefined
    for (const { reject } of this.#asked.values()) reject(error)
    this.#asked.clear()
  }
}
