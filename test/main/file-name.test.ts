import { describe, expect, it } from 'vitest'
import { safeFileName } from '../../src/main/file-name.ts'

describe('the name a response is saved under', () => {
  it.each([
    ['contract.pdf', 'contract.pdf'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['a\u0000b\nc.txt', 'abc.txt'],
    ['..', 'response'],
    ['', 'response'],
    ['con.txt', '_con.txt'],
    ['report?.csv. ', 'report.csv'],
    ['.hidden', 'hidden'],
  ])('%j becomes %j', (suggested, expected) => {
    expect(safeFileName(suggested)).toBe(expected)
  })
})
