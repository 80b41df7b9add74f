/** A rectangle on the desktop, in device-independent pixels. */
export interface Rectangle {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** What is kept of a workspace's window between two starts. */
export interface WindowState {
  readonly bounds?: Rectangle
  readonly maximized: boolean
  /** The control port of the last start: with the same one the page finds what it kept for its origin. */
  readonly controlPort?: number
}

const initial = { width: 1440, height: 900 }
const minimum = { width: 900, height: 600 }
const graspable = 48

function isRectangle(value: unknown): value is Rectangle {
  if (typeof value !== 'object' || value === null) return false
  const { x, y, width, height } = value as Record<string, unknown>
  return [x, y, width, height].every(side => typeof side === 'number' && Number.isInteger(side))
}

/** Reads a stored state; whatever does not fit is left out. */
export function parseWindowState(stored: unknown): WindowState {
  if (typeof stored !== 'object' || stored === null) return { maximized: false }
  const { bounds, maximized, controlPort } = stored as Record<string, unknown>
  const port = typeof controlPort === 'number' && controlPort > 0 && controlPort < 65_536 ? { controlPort } : {}
  return { ...(isRectangle(bounds) ? { bounds } : {}), maximized: maximized === true, ...port }
}

function canBeGrasped(bounds: Rectangle, display: Rectangle): boolean {
  const across = Math.min(bounds.x + bounds.width, display.x + display.width) - Math.max(bounds.x, display.x)
  return across >= graspable && bounds.y >= display.y && bounds.y + graspable <= display.y + display.height
}

/**
 * The size and place a window opens with: the kept one when its title bar can still be reached on one of the displays'
 * work areas, else the initial size in the middle, no larger than the first work area.
 */
export function openingBounds(
  state: WindowState,
  workAreas: readonly Rectangle[],
): Partial<Rectangle> & { width: number; height: number } {
  const { bounds } = state
  if (bounds && workAreas.some(area => canBeGrasped(bounds, area))) {
    return { ...bounds, width: Math.max(bounds.width, minimum.width), height: Math.max(bounds.height, minimum.height) }
  }
  const area = workAreas[0]
  return {
    width: Math.min(initial.width, area?.width ?? initial.width),
    height: Math.min(initial.height, area?.height ?? initial.height),
  }
}

export const minimumSize = minimum
