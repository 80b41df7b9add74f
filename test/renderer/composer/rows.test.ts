import { describe, expect, it } from 'vitest'
import { newPart, partAs } from '../../../src/renderer/src/features/composer/body/part-kind.ts'
import { problemsOf } from '../../../src/renderer/src/features/composer/problems.ts'
import { moved, replaced, without } from '../../../src/renderer/src/features/composer/rows/move.ts'

describe('rows', () => {
  it('move', () => {
    expect(moved(['a', 'b', 'c'], 0, 2)).toEqual(['b', 'c', 'a'])
    expect(moved(['a', 'b', 'c'], 2, 0)).toEqual(['c', 'a', 'b'])
    expect(moved(['a'], 0, 1)).toEqual(['a'])
    expect(moved(['a', 'b'], 0, -1)).toEqual(['a', 'b'])
  })

  it('are replaced and taken away by their place', () => {
    expect(replaced(['a', 'b'], 1, 'c')).toEqual(['a', 'c'])
    expect(without(['a', 'b'], 0)).toEqual(['b'])
  })
})

describe('a part', () => {
  it('changes its kind and keeps its name and type', () => {
    const part = { ...newPart('text', 'note'), value: 'ü', contentType: 'text/plain' }
    expect(partAs(part, 'hex')).toMatchObject({ name: 'note', contentType: 'text/plain', hex: 'c3bc' })
    expect(partAs(part, 'file')).toMatchObject({ name: 'note', file: '' })
    expect(partAs(part, 'text')).toBe(part)
  })
})

describe('what keeps a request from being sent', () => {
  it('is hex that is none, or a part without its file', () => {
    const parts = [
      newPart('text', 'a'),
      { ...newPart('text'), name: 'photo', value: undefined, hex: 'ff o' },
      newPart('file', 'contract'),
      { ...newPart('file', 'off'), enabled: false },
    ]
    expect(problemsOf({ body: { type: 'multipart', parts: parts as never } })).toEqual([
      { part: 1, text: 'photo has a digit that is not hex' },
      { part: 2, text: 'contract has no file yet' },
    ])
  })

  it('is neither white space between digits nor a template', () => {
    expect(problemsOf({ body: { type: 'hex', hex: 'ff d8\nff', contentType: 'image/jpeg' } })).toEqual([])
    expect(problemsOf({ body: { type: 'hex', hex: '{{ settings.hex }}', contentType: 'image/jpeg' } })).toEqual([])
  })
})
