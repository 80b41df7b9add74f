import type { PDFDocumentProxy, RenderTask } from 'pdfjs-dist/legacy/build/pdf.mjs'
import { useEffect, useRef, useState } from 'react'
import styles from '../viewers/viewers.module.css'

/** A page of a PDF in CSS pixels at 100 %. */
export type PageBox = { readonly width: number; readonly height: number }

const MAX_CANVAS_PIXELS = 16_000_000

/** One page, drawn when it comes near the window and given up when it leaves it, so that long documents stay light. */
export const PdfPage = ({
  document,
  number,
  box,
  zoom,
  onSeen,
}: {
  readonly document: PDFDocumentProxy
  readonly number: number
  readonly box: PageBox
  readonly zoom: number
  readonly onSeen: (number: number) => void
}) => {
  const frame = useRef<HTMLDivElement>(null)
  const [near, setNear] = useState(false)
  const [failed, setFailed] = useState(false)
  const seen = useRef(onSeen)
  seen.current = onSeen

  useEffect(() => {
    const element = frame.current
    if (!element) return
    const loads = new IntersectionObserver(entries => setNear(entries.some(entry => entry.isIntersecting)), {
      root: element.parentElement,
      rootMargin: '400px',
    })
    const counts = new IntersectionObserver(
      entries => {
        if (entries.some(entry => entry.isIntersecting)) seen.current(number)
      },
      { root: element.parentElement, rootMargin: '-45% 0px -45% 0px' },
    )
    loads.observe(element)
    counts.observe(element)
    return () => {
      loads.disconnect()
      counts.disconnect()
    }
  }, [number])

  useEffect(() => {
    const element = frame.current
    if (!near || !element) return
    const canvas = window.document.createElement('canvas')
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', `Page ${number}`)
    let task: RenderTask | undefined
    let left = false
    const draw = async () => {
      const page = await document.getPage(number)
      if (left) return
      const wanted = zoom * window.devicePixelRatio
      const most = Math.sqrt(MAX_CANVAS_PIXELS / (box.width * box.height))
      const viewport = page.getViewport({ scale: Math.min(wanted, most) })
      canvas.width = Math.floor(viewport.width)
      canvas.height = Math.floor(viewport.height)
      task = page.render({ canvas, viewport })
      await task.promise
      if (!left) element.replaceChildren(canvas)
    }
    draw().catch(() => {
      if (!left) setFailed(true)
    })
    return () => {
      left = true
      task?.cancel()
      element.replaceChildren()
    }
  }, [document, number, near, zoom, box])

  return (
    <>
      {failed ? <p className="d2">Page {number} cannot be drawn.</p> : null}
      <div ref={frame} className={styles.page} style={{ width: box.width * zoom, height: box.height * zoom }} />
    </>
  )
}
