import { type RefObject, useLayoutEffect, useRef } from 'react'

/**
 * Marks a line of parts that wraps with `data-tight` while its parts do not fit beside each other, so that its style can leave the least
 * of them out. Measured anew when the line's width or what stands in it changes.
 */
export const useTight = <Line extends HTMLElement>(): RefObject<Line | null> => {
  const ref = useRef<Line>(null)
  useLayoutEffect(() => {
    const line = ref.current
    if (!line) return
    const measure = () => {
      delete line.dataset.tight
      const first = line.firstElementChild?.getBoundingClientRect()
      const last = line.lastElementChild?.getBoundingClientRect()
      if (first && last && last.top >= first.bottom) line.dataset.tight = ''
    }
    const resized = new ResizeObserver(measure)
    const changed = new MutationObserver(measure)
    measure()
    resized.observe(line)
    changed.observe(line, { childList: true, characterData: true, subtree: true })
    return () => {
      resized.disconnect()
      changed.disconnect()
    }
  }, [])
  return ref
}
