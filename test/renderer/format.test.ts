import { describe, expect, it } from 'vitest'
import { bytes, dayHeading, duration, plural, shortId, shortTime } from '../../src/renderer/src/format.ts'

describe('durations', () => {
  it.each([
    [0, '0 ms'],
    [0.4, '0 ms'],
    [2, '2 ms'],
    [999, '999 ms'],
    [999.6, '1.0 s'],
    [55_000, '55.0 s'],
    [68_400, '68.4 s'],
    [125_000, '2 m 05 s'],
    [7_800_000, '2 h 10 m'],
  ])('%d ms reads %s', (ms, text) => expect(duration(ms)).toBe(text))
})

describe('sizes', () => {
  it.each([
    [74, '74 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [48_213, '48.2 kB'],
    [999_960, '1.0 MB'],
    [86_000_000, '86.0 MB'],
  ])('%d bytes read %s', (size, text) => expect(bytes(size)).toBe(text))
})

describe('times', () => {
  const now = new Date(2026, 10, 23, 9, 46, 3).getTime()

  it('names the day only when it is another one', () => {
    expect(shortTime(new Date(2026, 10, 23, 9, 42, 17).getTime(), now)).toBe('09:42:17')
    expect(shortTime(new Date(2026, 10, 22, 18, 20, 33).getTime(), now)).toBe('Sun 18:20')
    expect(shortTime(new Date(2026, 10, 14, 18, 20).getTime(), now)).toBe('14 Nov 18:20')
  })

  it('heads a day as people say it', () => {
    expect(dayHeading(now, now)).toBe('Today, Monday 23 November')
    expect(dayHeading(now - 86_400_000, now)).toBe('Yesterday, Sunday 22 November')
    expect(dayHeading(now - 2 * 86_400_000, now)).toBe('Saturday 21 November')
  })
})

describe('counts and ids', () => {
  it('says one and many', () => {
    expect(plural(1, 'step')).toBe('1 step')
    expect(plural(1204, 'run')).toBe('1,204 runs')
  })

  it('shortens an id to its beginning and end', () => {
    expect(shortId('019ab3f2-aaaa-7000-8000-0000000000c2')).toBe('019ab3f2…c2')
  })
})
