import './older-chromium.ts'
import {
  getDocument,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
  PDFWorker,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import type { BodySource } from '../media/source.ts'
import ParserWorker from './pdf.worker.ts?worker'

const FIRST_BYTES = 64 * 1024

const FILES = import.meta.glob<string>(
  ['/../../node_modules/pdfjs-dist/cmaps/*.bcmap', '/../../node_modules/pdfjs-dist/standard_fonts/*.{pfb,ttf}'],
  { query: '?url', import: 'default' },
)

/** Gives pdfjs its character maps and standard fonts from the app's own files: nothing comes from a network. */
class BundledFiles {
  async fetch({ filename }: { readonly filename: string }): Promise<Uint8Array> {
    const load = Object.entries(FILES).find(([path]) => path.endsWith(`/${filename}`))?.[1]
    if (!load) throw new Error(`pdfjs asks for ${filename}, which this app does not bring`)
    return new Uint8Array(await (await fetch(await load())).arrayBuffer())
  }
}

/** Lets pdfjs read the ranges it needs from a body, instead of fetching a whole file. */
class BodyRanges extends PDFDataRangeTransport {
  readonly #source: BodySource
  readonly #abort = new AbortController()
  readonly #fail: (error: unknown) => void

  constructor(source: BodySource, first: Uint8Array, fail: (error: unknown) => void) {
    super(source.size, first)
    this.#source = source
    this.#fail = fail
  }

  override requestDataRange(begin: number, end: number): void {
    this.#source.read(begin, end, this.#abort.signal).then(
      bytes => this.onDataRange(begin, bytes),
      (error: unknown) => {
        if (!this.#abort.signal.aborted) this.#fail(error)
      },
    )
  }

  override abort(): void {
    this.#abort.abort()
  }
}

/** A document that is being opened, and how to let go of it with its worker. */
export type OpeningPdf = { readonly task: PDFDocumentLoadingTask; readonly close: () => Promise<void> }

/** Opens a PDF read by ranges in a worker of its own, with scripting, forms and evaluation off. The caller closes it. */
export const openPdf = async (
  source: BodySource,
  fail: (error: unknown) => void,
  signal: AbortSignal,
): Promise<OpeningPdf> => {
  const first = await source.read(0, FIRST_BYTES, signal)
  const port = new ParserWorker()
  const worker = PDFWorker.create({ port })
  const task = getDocument({
    worker,
    range: new BodyRanges(source, first, fail),
    BinaryDataFactory: BundledFiles,
    useWorkerFetch: false,
    useWasm: false,
    useSystemFonts: false,
    disableAutoFetch: true,
    disableStream: true,
    enableXfa: false,
    stopAtErrors: false,
    maxImageSize: 100_000_000,
    verbosity: 0,
  })
  const close = async () => {
    await task.destroy()
    worker.destroy()
    port.terminate()
  }
  return { task, close }
}
