import { describe, expect, it } from 'vitest'
import { sourceOfRequest } from '../../../src/renderer/src/features/response/media/request-message.ts'
import type { HeaderList } from '../../../src/shared/execution.ts'

const messageOf = async (headers: HeaderList): Promise<string> => {
  const source = sourceOfRequest('run', { method: 'POST', target: '/a?b=c', httpVersion: '1.1', headers, body: null })
  const bytes = await source.read(0, source.size)
  expect(bytes.length).toBe(source.size)
  return String.fromCharCode(...bytes)
}

describe('a recorded request as a message', () => {
  it('is its request line, its headers as they came with repeats, and an empty line', async () => {
    const message = await messageOf([
      ['Host', 'localhost'],
      ['X-Two', 'b'],
      ['accept', '*/*'],
      ['x-two', 'a'],
    ])
    expect(message).toBe('POST /a?b=c HTTP/1.1\r\nHost: localhost\r\nX-Two: b\r\naccept: */*\r\nx-two: a\r\n\r\n')
  })

  it('gives each header byte back as it was, also those that are no ASCII', async () => {
    expect(await messageOf([['X-Name', 'caf\u00e9']])).toContain('X-Name: caf\xe9\r\n')
  })

  it('is read in ranges that cross its lines', async () => {
    const source = sourceOfRequest('run', {
      method: 'GET',
      target: '/',
      httpVersion: '1.1',
      headers: [['Host', 'x']],
      body: null,
    })
    expect(new TextDecoder().decode(await source.read(12, 20))).toBe('.1\r\nHost')
  })
})
