import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventReader } from '../../../src/renderer/src/api/event-reader.ts'

describe('the event stream', () => {
  it('gives an event when its blank line has come, not before', () => {
    const take = createEventReader()
    expect(take('data: {"a"')).toEqual([])
    expect(take(':1}\n')).toEqual([])
    expect(take('\n')).toEqual(['{"a":1}'])
  })

  it('joins the data lines of one event and passes comments over', () => {
    const take = createEventReader()
    expect(take(': heartbeat\n\nevent: x\ndata: one\ndata:two\n\n')).toEqual(['one\ntwo'])
  })

  it('gives the same events however the stream was cut', () => {
    fc.assert(
      fc.property(fc.array(fc.json(), { maxLength: 8 }), fc.array(fc.nat(200), { maxLength: 20 }), (values, cuts) => {
        const stream = values.map(value => `data: ${value}\r\n\r\n`).join('')
        const places = [...new Set(cuts.map(cut => Math.min(cut, stream.length)))].sort((a, b) => a - b)
        const take = createEventReader()
        const seen: string[] = []
        let at = 0
        for (const place of [...places, stream.length]) {
          seen.push(...take(stream.slice(at, place)))
          at = place
        }
        expect(seen).toEqual(values)
      }),
    )
  })
})
