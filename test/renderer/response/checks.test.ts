import { describe, expect, it } from 'vitest'
import { type Checked, checksOf } from '../../../src/renderer/src/features/response/checks.ts'
import { mediaOf } from '../../../src/renderer/src/features/response/media/media.ts'
import type { HeaderList } from '../../../src/shared/execution.ts'

const checked = (headers: HeaderList, size: number, detected?: string, status = 200): Checked => ({
  status,
  headers,
  size,
  media: mediaOf({ headers, body: { size, sha256: '', url: '', ...(detected ? { detected } : {}) } }, undefined),
})

const find = (of: Checked, name: string) => checksOf(of).find(check => check.name === name)

describe('the checks of an answer', () => {
  const contract = checked(
    [
      ['Content-Type', 'application/pdf'],
      ['Content-Length', '48213'],
      ['Content-Disposition', "inline; filename*=UTF-8''contract.pdf"],
    ],
    48_213,
    'image/png',
  )

  it('name the declared and the real type, what is wrong first', () => {
    expect(checksOf(contract).map(check => [check.name, check.verdict])).toEqual([
      ['Content-Type', 'wrong'],
      ['File name', 'wrong'],
      ['Content-Length', 'right'],
      ['Disposition', 'right'],
      ['Charset', 'unknown'],
    ])
    expect(find(contract, 'Content-Type')?.text).toBe('declared application/pdf, bytes are image/png')
    expect(find(contract, 'File name')?.text).toBe('contract.pdf, but the bytes are PNG')
    expect(find(contract, 'Content-Length')?.text).toBe('48213, and 48,213 bytes came')
    expect(find(contract, 'Disposition')?.text).toBe('inline, name decoded from RFC 5987')
  })

  it('say when fewer bytes came than promised', () => {
    expect(find(checked([['content-length', '10']], 7), 'Content-Length')).toMatchObject({
      verdict: 'wrong',
      text: '10, but 7 bytes came',
    })
  })

  it('take chunks for a length', () => {
    expect(find(checked([['Transfer-Encoding', 'chunked']], 7), 'Content-Length')?.verdict).toBe('right')
  })

  it('find fault with no Content-Type only where there is a body', () => {
    expect(find(checked([], 7, 'image/png'), 'Content-Type')?.verdict).toBe('wrong')
    expect(find(checked([], 0, undefined, 204), 'Content-Type')?.verdict).toBe('right')
  })

  it('know encodings', () => {
    expect(find(checked([['content-type', 'text/plain; charset=no-such']], 3), 'Charset')?.verdict).toBe('wrong')
    expect(find(checked([['content-type', 'text/plain; charset=utf-8']], 3), 'Charset')?.verdict).toBe('right')
    expect(find(checked([['content-type', 'application/json']], 3), 'Charset')?.text).toContain('UTF-8')
  })
})
