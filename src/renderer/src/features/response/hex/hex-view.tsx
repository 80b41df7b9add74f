import { type KeyboardEvent, type MouseEvent, useState } from 'react'
import { TextField } from '../../../components/field.tsx'
import { Note } from '../../../components/note.tsx'
import { count } from '../../../format.ts'
import type { BodySource } from '../media/source.ts'
import styles from './hex.module.css'
import { HexRow } from './hex-row.tsx'
import { describeByte, hexOf, offsetOf, parseOffset, ROW_BYTES } from './hex-text.ts'
import { usePages } from './pages.ts'
import { useRowScroll } from './use-row-scroll.ts'

const COLUMNS = Array.from({ length: ROW_BYTES }, (_, index) => hexOf(index))

/** Pixels of the row that names the columns. */
const HEAD_HEIGHT = 28

/** The cursor after a key; undefined for keys that do not move it. */
const moved = (key: string, cursor: number, page: number, last: number): number | undefined => {
  const steps: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: ROW_BYTES,
    ArrowUp: -ROW_BYTES,
    PageDown: page,
    PageUp: -page,
  }
  if (key === 'Home') return 0
  if (key === 'End') return last
  const step = steps[key]
  if (step === undefined) return undefined
  const target = cursor + step
  if (target < 0) return Math.abs(step) === 1 ? 0 : cursor % ROW_BYTES
  return Math.min(last, target)
}

/**
 * The bytes of a body: offset, sixteen bytes and their characters a row, read by HTTP ranges as they come into sight. Arrow keys,
 * Page Up and Down, Home and End move the cursor; "Go to" takes an offset, `0x…` or decimal.
 */
export const HexView = ({ source }: { readonly source: BodySource }) => {
  const rows = Math.ceil(source.size / ROW_BYTES)
  const scroll = useRowScroll(rows, HEAD_HEIGHT)
  const [cursor, setCursor] = useState(0)
  const [typed, setTyped] = useState('')
  const start = scroll.first * ROW_BYTES
  const shownRows = Math.min(rows - scroll.first, scroll.fitting + 1)
  const { byteAt, failure } = usePages(source, start, start + shownRows * ROW_BYTES)
  const last = source.size - 1
  const wanted = parseOffset(typed)
  const wrong = typed.trim() !== '' && (wanted === undefined || wanted > last)

  const place = (offset: number) => {
    setCursor(offset)
    const row = Math.floor(offset / ROW_BYTES)
    if (row < scroll.first) scroll.goTo(row)
    else if (row >= scroll.first + scroll.fitting) scroll.goTo(row - scroll.fitting + 1)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey || (event.ctrlKey && event.key !== 'Home' && event.key !== 'End')) return
    const target = moved(event.key, cursor, scroll.fitting * ROW_BYTES, last)
    if (target === undefined) return
    event.preventDefault()
    place(target)
  }
  const onClick = (event: MouseEvent<HTMLElement>) => {
    const at = event.target instanceof HTMLElement ? event.target.dataset.at : undefined
    if (at !== undefined) setCursor(Number(at))
  }
  const goTo = () => {
    if (wanted === undefined || wanted > last) return
    setCursor(wanted)
    scroll.goTo(Math.floor(wanted / ROW_BYTES))
  }
  const byte = byteAt(cursor)

  return (
    <div className={styles.hex}>
      <div className={styles.tools}>
        <TextField
          label="Go to offset"
          mono
          className={styles.goTo}
          leading={<span className="d3">Go to</span>}
          placeholder="0x00000000"
          value={typed}
          invalid={wrong}
          onChange={event => setTyped(event.target.value)}
          onKeyDown={event => {
            if (event.key === 'Enter') goTo()
          }}
        />
        <span className="el d3">
          {wrong ? `No such offset: the last is 0x${offsetOf(last)}` : `${count(source.size)} bytes`}
        </span>
      </div>
      {failure ? (
        <div className={styles.failure}>
          <Note tone="bad">{failure}</Note>
        </div>
      ) : null}
      <section
        ref={scroll.scroller}
        className={styles.scroller}
        aria-label="Bytes"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the cursor in it is moved with the keyboard
        tabIndex={0}
        onKeyDown={onKeyDown}
        onClick={onClick}
      >
        <div style={{ height: scroll.map.height + HEAD_HEIGHT }}>
          <div className={styles.window}>
            <table className={styles.table} aria-rowcount={rows + 1}>
              <thead>
                <tr className={styles.head}>
                  <th scope="col" className={styles.offset}>
                    offset
                  </th>
                  <th scope="col" className={styles.bytes}>
                    <span className={styles.eighth}>{COLUMNS.slice(0, 8).join(' ')}</span>
                    {COLUMNS.slice(8).join(' ')}
                  </th>
                  <th scope="col" className={styles.text}>
                    text
                  </th>
                </tr>
              </thead>
              <tbody>
                {Array.from({ length: shownRows }, (_, index) => {
                  const offset = (scroll.first + index) * ROW_BYTES
                  return (
                    <HexRow
                      key={offset}
                      offset={offset}
                      length={Math.min(ROW_BYTES, source.size - offset)}
                      short={source.size <= 0x1000000}
                      byteAt={byteAt}
                      cursor={cursor}
                    />
                  )
                })}
              </tbody>
            </table>
          </div>
        </div>
      </section>
      <div className={styles.foot}>
        <span className="d3">Offset</span>
        <span>
          0x{offsetOf(cursor)}, {count(cursor)}
        </span>
        <span className="d3">Byte</span>
        <span>{byte === undefined ? '…' : describeByte(byte)}</span>
      </div>
    </div>
  )
}
