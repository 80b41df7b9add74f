import {
  GlobalWorkerOptions,
  getDocument,
  PDFDataRangeTransport,
  type PDFDocumentLoadingTask,
} from 'pdfjs-dist/legacy/build/pdf.mjs'
import workerUrl from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?url'
import type { BodySource } from '../media/source.ts'

// The legacy build is the one that runs in the Chromium of the desktop test runtime (114) as well.
GlobalWorkerOptions.workerSrc = workerUrl

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

/** Opens a PDF read by ranges, with scripting, forms and evaluation off. The caller destroys the task. */
export const openPdf = async (
  source: BodySource,
  fail: (error: unknown) => void,
  signal: AbortSignal,
): Promise<PDFDocumentLoadingTask> => {
  const first = await source.read(0, FIRST_BYTES, signal)
  return getDocument({
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
}
