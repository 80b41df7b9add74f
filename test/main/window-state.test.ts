import { describe, expect, it } from 'vitest'
import { openingBounds, parseWindowState } from '../../src/main/window-state.ts'

const screen = { x: 0, y: 0, width: 1920, height: 1080 }

describe("the window's place", () => {
  it('is the kept one while its title bar can be reached', () => {
    const bounds = { x: 100, y: 80, width: 1000, height: 700 }
    expect(openingBounds({ bounds, maximized: false }, [screen])).toEqual(bounds)
  })

  it('is the initial one when the display it stood on is gone', () => {
    const bounds = { x: 3000, y: 80, width: 1000, height: 700 }
    expect(openingBounds({ bounds, maximized: false }, [screen])).toEqual({ width: 1440, height: 900 })
  })

  it('fits a small display', () => {
    expect(openingBounds({ maximized: false }, [{ ...screen, width: 1024, height: 700 }])).toEqual({
      width: 1024,
      height: 700,
    })
  })

  it.each([undefined, null, 'text', { bounds: { x: 'a' } }, { bounds: { x: 0.5, y: 0, width: 1, height: 1 } }])(
    'survives a damaged file: %j',
    stored => {
      expect(parseWindowState(stored)).toEqual({ maximized: false })
    },
  )
})
