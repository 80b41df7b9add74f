import type { ImageSize } from '../media/image-size.ts'

const STEPS = [0.05, 0.1, 0.25, 0.33, 0.5, 0.67, 0.8, 1, 1.25, 1.5, 2, 3, 4, 6, 8, 16] as const

/** The next step of zoom up (1) or down (-1) from a zoom that may lie between two. */
export const nextZoom = (zoom: number, direction: 1 | -1): number => {
  const near = 0.001
  if (direction === 1) return STEPS.find(step => step > zoom + near) ?? STEPS[STEPS.length - 1] ?? zoom
  return STEPS.findLast(step => step < zoom - near) ?? STEPS[0]
}

/** The zoom at which something fits into a place, never more than its own size. */
export const zoomToFit = (size: ImageSize, place: ImageSize): number =>
  size.width === 0 || size.height === 0 ? 1 : Math.min(1, place.width / size.width, place.height / size.height)
