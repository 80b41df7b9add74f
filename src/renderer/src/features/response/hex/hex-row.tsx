import { cx } from '../../../components/cx.ts'
import styles from './hex.module.css'
import { charOf, hexOf, offsetOf } from './hex-text.ts'

type Cell = { readonly offset: number; readonly byte: number | undefined }

const separator = (index: number, length: number): string => (index === 7 || index === length - 1 ? '' : ' ')

/** One row: its offset, its bytes in two groups of eight, their characters. Bytes that have not come yet are blank. */
export const HexRow = ({
  offset,
  length,
  short,
  byteAt,
  cursor,
}: {
  readonly offset: number
  readonly length: number
  /** True when six digits are enough for every offset, so that a narrow pane may leave the first two out. */
  readonly short: boolean
  readonly byteAt: (offset: number) => number | undefined
  readonly cursor: number
}) => {
  const cells: readonly Cell[] = Array.from({ length }, (_, index) => ({
    offset: offset + index,
    byte: byteAt(offset + index),
  }))
  const text = offsetOf(offset)
  const mark = (cell: Cell) => (cell.offset === cursor ? styles.cursor : undefined)
  return (
    <tr className={styles.row} aria-rowindex={offset / 16 + 2}>
      <th scope="row" className={styles.offset}>
        {short ? <span className={styles.lead}>{text.slice(0, 2)}</span> : null}
        {short ? text.slice(2) : text}
      </th>
      <td className={styles.bytes}>
        {cells.map((cell, index) => (
          <span key={cell.offset} data-at={cell.offset} className={cx(mark(cell), index === 7 && styles.eighth)}>
            {cell.byte === undefined ? '··' : hexOf(cell.byte)}
            {separator(index, length)}
          </span>
        ))}
      </td>
      <td className={styles.text}>
        {cells.map(cell => (
          <span key={cell.offset} data-at={cell.offset} className={mark(cell)}>
            {cell.byte === undefined ? ' ' : charOf(cell.byte)}
          </span>
        ))}
      </td>
    </tr>
  )
}
