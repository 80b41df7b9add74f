/** Pixels of a row. */
export const ROW_HEIGHT = 19

/** The tallest scrollable content: browsers clip elements at about 33 million pixels, and lose precision before. */
const MAX_HEIGHT = 8_000_000

/** How row numbers and scroll positions belong together. */
export type ScrollMap = {
  /** Height of the scrollable content in pixels. */
  readonly height: number
  /** The last row that can stand first. */
  readonly lastFirst: number
  /** Pixels of scrolling a row: ROW_HEIGHT while all rows fit in the tallest content, less for longer ones. */
  readonly pixelsPerRow: number
}

/** Lays `rows` rows out for a window of `viewport` pixels. Beyond 8 million pixels the scale shrinks, so a body of any size scrolls. */
export const mapScroll = (rows: number, viewport: number): ScrollMap => {
  const whole = Math.max(1, Math.floor(viewport / ROW_HEIGHT))
  const lastFirst = Math.max(0, rows - whole)
  const height = Math.min(lastFirst * ROW_HEIGHT, MAX_HEIGHT) + viewport
  return { height, lastFirst, pixelsPerRow: lastFirst === 0 ? ROW_HEIGHT : (height - viewport) / lastFirst }
}

/** The first row at a scroll position. */
export const rowAt = (map: ScrollMap, scrollTop: number): number =>
  Math.max(0, Math.min(map.lastFirst, Math.round(scrollTop / map.pixelsPerRow)))
