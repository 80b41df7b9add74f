import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef, useState } from 'react'
import { Note } from '../../../components/note.tsx'
import type { BodySource } from '../media/source.ts'
import styles from './raw.module.css'
import { RawLineView } from './raw-line.tsx'
import { rawLines, wrapLine } from './raw-lines.ts'
import { useGrowing } from './use-growing.ts'

const LINE_HEIGHT = 19
const LINE_PADDING = 6
/** Rows before the end at which the next bytes are asked for. */
const READ_AHEAD = 40
const CHAR_WIDTH = 7.2
const PADDING = 24

const useColumns = () => {
  const ref = useRef<HTMLElement>(null)
  const [columns, setColumns] = useState(80)
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const observer = new ResizeObserver(() => {
      if (element.clientWidth > 0)
        setColumns(Math.max(20, Math.floor((element.clientWidth - PADDING) / CHAR_WIDTH) - 1))
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return { ref, columns }
}

/**
 * A message as it is on the wire: its head with names coloured, then its body. Bytes that are no text stand as `\x89`. Read on in steps
 * while one scrolls; nothing is left out. `label` is its accessible name.
 */
export const RawView = ({ source, label }: { readonly source: BodySource; readonly label: string }) => {
  const { bytes, failure, more } = useGrowing(source)
  const { ref, columns } = useColumns()
  const pieces = useMemo(() => {
    let inHead = true
    return rawLines(bytes).flatMap((line, index) => {
      if (inHead && index > 0 && line.length === 0) inHead = false
      const part = !inHead ? ('body' as const) : index === 0 ? ('start' as const) : ('header' as const)
      return wrapLine(line, columns).map((segments, piece) => ({
        segments,
        part: piece === 0 ? part : ('body' as const),
      }))
    })
  }, [bytes, columns])
  const virtualizer = useVirtualizer({
    count: pieces.length,
    getScrollElement: () => ref.current,
    estimateSize: () => LINE_HEIGHT,
    paddingStart: LINE_PADDING,
    paddingEnd: LINE_PADDING,
    overscan: 20,
  })
  const rows = virtualizer.getVirtualItems()
  const last = rows.at(-1)?.index ?? -1
  useEffect(() => {
    if (last >= pieces.length - READ_AHEAD) more()
  }, [last, pieces.length, more])
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a text that scrolls must be reachable by keyboard
    <section className={styles.raw} aria-label={label} ref={ref} tabIndex={0}>
      {failure ? <Note tone="bad">{failure}</Note> : null}
      <div className={styles.lines} style={{ height: virtualizer.getTotalSize() }}>
        {rows.map(row => {
          const piece = pieces[row.index]
          return piece ? (
            <div key={row.key} className={styles.line} style={{ transform: `translateY(${row.start}px)` }}>
              <RawLineView segments={piece.segments} part={piece.part} />
            </div>
          ) : null
        })}
      </div>
    </section>
  )
}
