import { describe, expect, it } from 'vitest'
import { scaleFor } from '../../../src/renderer/src/features/workflows/waterfall-scale.ts'

describe('the waterfall’s axis', () => {
  it.each([
    [184, [0, 50, 100, 150, 200]],
    [12, [0, 5, 10, 15]],
    [68_400, [0, 20_000, 40_000, 60_000, 80_000]],
    [0, [0, 0.25]],
  ])('holds %d ms in round steps', (total, ticks) => {
    expect(scaleFor(total).ticks).toEqual(ticks)
  })

  it.each([0.4, 1, 3, 7, 99, 100, 101, 999, 55_000, 3_600_000])('always holds the whole run: %d ms', total => {
    const { end, ticks } = scaleFor(total)
    expect(end).toBeGreaterThanOrEqual(total)
    expect(ticks.length).toBeLessThanOrEqual(6)
  })
})
