import type { PDFDocumentProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { useEffect, useState } from 'react'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Note } from '../../../components/note.tsx'
import { plural } from '../../../format.ts'
import type { BodySource } from '../media/source.ts'
import { ViewerBar, type ViewerProps } from '../viewers/viewer.tsx'
import styles from '../viewers/viewers.module.css'
import { ZoomControls } from '../viewers/zoom-controls.tsx'
import { openPdf } from './open-pdf.ts'
import { type PageBox, PdfPage } from './pdf-page.tsx'

type Opened =
  | { readonly state: 'opening' }
  | { readonly state: 'failed'; readonly message: string }
  | { readonly state: 'open'; readonly document: PDFDocumentProxy; readonly boxes: readonly PageBox[] }

const PAGES_AT_MOST = 2000

const sentence = (error: unknown): string => {
  const name = error instanceof Error ? error.name : ''
  if (name === 'PasswordException') return 'This PDF is locked with a password. Save it and open it with a reader.'
  return 'These bytes begin like a PDF but cannot be read as one. Hex shows them as they are.'
}

const usePdf = (source: BodySource): Opened => {
  const [opened, setOpened] = useState<Opened>({ state: 'opening' })
  useEffect(() => {
    const abort = new AbortController()
    let close: (() => Promise<void>) | undefined
    const fail = (error: unknown) => {
      if (!abort.signal.aborted) setOpened({ state: 'failed', message: sentence(error) })
    }
    const open = async () => {
      const opening = await openPdf(source, fail, abort.signal)
      close = opening.close
      if (abort.signal.aborted) return close()
      const document = await opening.task.promise
      const count = Math.min(document.numPages, PAGES_AT_MOST)
      const first = (await document.getPage(1)).getViewport({ scale: 96 / 72 })
      const boxes = Array.from({ length: count }, () => ({ width: first.width, height: first.height }))
      if (!abort.signal.aborted) setOpened({ state: 'open', document, boxes })
    }
    open().catch(fail)
    return () => {
      abort.abort()
      void close?.()
    }
  }, [source])
  return opened
}

/** The pages of a PDF one below the other, fitted to the width or zoomed. */
export default function PdfPages({ source, picker }: ViewerProps) {
  const opened = usePdf(source)
  const [zoom, setZoom] = useState<number | 'fit'>('fit')
  const [current, setCurrent] = useState(1)
  const [stage, setStage] = useState<HTMLElement | null>(null)
  const [width, setWidth] = useState(0)
  useEffect(() => {
    if (!stage) return
    const observer = new ResizeObserver(() => setWidth(stage.clientWidth - 24))
    observer.observe(stage)
    return () => observer.disconnect()
  }, [stage])
  const first = opened.state === 'open' ? opened.boxes[0] : undefined
  const fitted = first && width > 0 ? Math.min(1.5, width / first.width) : 0.5
  const shown = zoom === 'fit' ? fitted : zoom
  return (
    <>
      <ViewerBar picker={picker}>
        <span className={`d3 el ${styles.size}`}>
          {opened.state === 'open' ? `page ${current} of ${plural(opened.document.numPages, 'page')}` : ''}
        </span>
        <ZoomControls zoom={zoom} shown={shown} ready={first !== undefined} onZoom={setZoom} />
      </ViewerBar>
      {opened.state === 'failed' ? (
        <div className={styles.note}>
          <Note>{opened.message}</Note>
        </div>
      ) : null}
      {opened.state === 'opening' ? <EmptyState title="Reading the body" /> : null}
      {opened.state === 'open' ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: pages that scroll must be reachable by keyboard
        <section className={styles.pages} aria-label="Pages" ref={setStage} tabIndex={0}>
          {opened.boxes.map((box, index) => (
            <PdfPage
              key={index}
              document={opened.document}
              number={index + 1}
              box={box}
              zoom={shown}
              onSeen={setCurrent}
            />
          ))}
        </section>
      ) : null}
    </>
  )
}
