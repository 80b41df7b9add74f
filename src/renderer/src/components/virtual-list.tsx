import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, type Ref, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react'
import { cx } from './cx.ts'
import styles from './virtual-list.module.css'

export type VirtualListHandle = { scrollToIndex(index: number): void }

/**
 * A scrolling window over `count` rows of `rowHeight` pixels (a number, or one for each index); only what is seen is in the page.
 * `onEnd` is called when the last rows come near, to read the next page. With `keys`, one for each row, the row at the top stays where
 * it is when rows are put in above it, unless the list stands at its very top. Rows get their roles from `render`.
 */
export const VirtualList = ({
  count,
  rowHeight,
  render,
  onEnd,
  keys,
  role,
  className,
  ref,
}: {
  readonly count: number
  readonly rowHeight: number | ((index: number) => number)
  readonly render: (index: number) => ReactNode
  readonly onEnd?: () => void
  readonly keys?: readonly string[]
  readonly role?: 'rowgroup' | 'presentation'
  readonly className?: string
  readonly ref?: Ref<VirtualListHandle>
}) => {
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: index => (typeof rowHeight === 'number' ? rowHeight : rowHeight(index)),
    overscan: 12,
  })
  useImperativeHandle(ref, () => ({
    scrollToIndex: index => virtualizer.scrollToIndex(index, { align: 'auto' }),
  }))
  const anchor = useRef<{ readonly key: string; readonly below: number } | undefined>(undefined)
  const holdTop = () => {
    const top = scroller.current?.scrollTop ?? 0
    const item = keys && top > 0 ? virtualizer.getVirtualItems().find(candidate => candidate.end > top) : undefined
    const key = item && keys?.[item.index]
    anchor.current = item && key !== undefined ? { key, below: top - item.start } : undefined
  }
  useLayoutEffect(() => {
    const held = anchor.current
    if (!keys || !held || !scroller.current) return
    const index = keys.indexOf(held.key)
    const offset = index < 0 ? undefined : virtualizer.getOffsetForIndex(index, 'start')?.[0]
    if (offset !== undefined) scroller.current.scrollTop = offset + held.below
  }, [keys, virtualizer])
  const items = virtualizer.getVirtualItems()
  const lastIndex = items.at(-1)?.index ?? -1
  useEffect(() => {
    if (count > 0 && lastIndex >= count - 20) onEnd?.()
  }, [lastIndex, count, onEnd])
  return (
    <div className={cx(styles.scroller, className)} ref={scroller} role="presentation" onScroll={holdTop}>
      <div className={styles.inner} style={{ height: virtualizer.getTotalSize() }} role={role ?? 'presentation'}>
        {items.map(item => (
          <div
            key={item.key}
            role="presentation"
            className={styles.row}
            style={{ height: item.size, transform: `translateY(${item.start}px)` }}
          >
            {render(item.index)}
          </div>
        ))}
      </div>
    </div>
  )
}
