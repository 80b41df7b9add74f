import { expect, it } from 'vitest'
import { formatDuration, formatSize, parseDuration, parseSize } from '../../src/shared/units.ts'

it.each([
  ['600ms', 600],
  ['55s', 55_000],
  ['2m', 120_000],
  ['1h', 3_600_000],
  ['90d', 7_776_000_000],
  [250, 250],
  ['5 parsecs', undefined],
  [-1, undefined],
] as const)('reads the duration %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})

it.each([
  ['64KiB', 65_536],
  ['100MiB', 104_857_600],
  ['5GiB', 5_368_709_120],
  [12, 12],
  ['5 GB', undefined],
] as const)('reads the size %s', (text, bytes) => {
  expect(parseSize(text)).toBe(bytes)
})

it('writes sizes and durations as people read them', () => {
  expect([0, 231, 48_213, 1_400_000].map(formatSize)).toEqual(['0 B', '231 B', '48.2 kB', '1.4 MB'])
  expect([0.2, 148, 55_000, 125_000].map(formatDuration)).toEqual(['0 ms', '148 ms', '55.0 s', '2 m 05 s'])
})
