import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import { mapScroll, ROW_HEIGHT, rowAt, type ScrollMap } from './hex-scroll.ts'

/** A scrolled window over rows: which row stands first, how many fit, and how to move. */
export type RowScroll = {
  readonly scroller: React.RefObject<HTMLElement | null>
  readonly map: ScrollMap
  readonly first: number
  /** Rows that fit wholly. */
  readonly fitting: number
  readonly goTo: (row: number) => void
}

/**
 * Keeps the first row and the scroll bar of an element together, row by row, for any number of rows. `headHeight` pixels of the element
 * stand above the rows and do not scroll.
 */
export const useRowScroll = (rows: number, headHeight: number): RowScroll => {
  const scroller = useRef<HTMLElement>(null)
  const [viewport, setViewport] = useState(0)
  const [first, setFirst] = useState(0)
  const map = mapScroll(rows, viewport)
  const row = Math.min(first, map.lastFirst)
  const now = useRef({ map, row, setBy: 0 })
  now.current.map = map
  now.current.row = row

  const move = useRef((to: number) => {
    const element = scroller.current
    if (!element) return
    const target = Math.max(0, Math.min(now.current.map.lastFirst, Math.round(to)))
    now.current.row = target
    setFirst(target)
    element.scrollTop = target * now.current.map.pixelsPerRow
    now.current.setBy = element.scrollTop
  })

  useLayoutEffect(() => {
    const element = scroller.current
    if (!element) return
    const observer = new ResizeObserver(() => setViewport(Math.max(0, element.clientHeight - headHeight)))
    observer.observe(element)
    setViewport(Math.max(0, element.clientHeight - headHeight))
    return () => observer.disconnect()
  }, [headHeight])

  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const onScroll = () => {
      // A position this hook set stands for the row it was set for, which rounding may not give back.
      if (Math.abs(element.scrollTop - now.current.setBy) < 1) return
      now.current.setBy = -1
      setFirst(rowAt(now.current.map, element.scrollTop))
    }
    let carried = 0
    const onWheel = (event: WheelEvent) => {
      if (now.current.map.pixelsPerRow === ROW_HEIGHT || event.ctrlKey || event.shiftKey) return
      event.preventDefault()
      carried += (event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY * ROW_HEIGHT : event.deltaY) / ROW_HEIGHT
      const whole = Math.trunc(carried)
      carried -= whole
      if (whole !== 0) move.current(now.current.row + whole)
    }
    element.addEventListener('scroll', onScroll, { passive: true })
    element.addEventListener('wheel', onWheel, { passive: false })
    return () => {
      element.removeEventListener('scroll', onScroll)
      element.removeEventListener('wheel', onWheel)
    }
  }, [])

  const fitting = Math.max(1, Math.floor(viewport / ROW_HEIGHT))
  return { scroller, map, first: row, fitting, goTo: move.current }
}
