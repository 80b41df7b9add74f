import { describe, expect, it } from 'vitest'
import { rangeOf } from '../../../src/host/control/range.ts'

describe('a Range header on 10 bytes', () => {
  it.each([
    [undefined, { kind: 'all' }],
    ['bytes=0-0', { kind: 'part', start: 0, end: 1 }],
    ['bytes=2-5', { kind: 'part', start: 2, end: 6 }],
    ['bytes=7-', { kind: 'part', start: 7, end: 10 }],
    ['bytes=7-999', { kind: 'part', start: 7, end: 10 }],
    ['bytes=-3', { kind: 'part', start: 7, end: 10 }],
    ['bytes=-99', { kind: 'part', start: 0, end: 10 }],
    ['bytes=10-', { kind: 'unsatisfiable' }],
    ['bytes=-0', { kind: 'unsatisfiable' }],
    ['bytes=5-2', { kind: 'all' }],
    ['bytes=0-1,3-4', { kind: 'all' }],
    ['bytes=-', { kind: 'all' }],
    ['lines=0-1', { kind: 'all' }],
  ])('%s asks for %j', (header, expected) => {
    expect(rangeOf(header, 10)).toEqual(expected)
  })

  it('asks for nothing there is when the payload is empty', () => {
    expect(rangeOf('bytes=0-', 0)).toEqual({ kind: 'unsatisfiable' })
  })
})
