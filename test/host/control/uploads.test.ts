import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterEach, describe, expect, it } from 'vitest'
import { cleanFileName, keepUpload } from '../../../src/host/control/uploads.ts'
import { openFolder } from '../../support/folder.ts'

let remove = () => {}
afterEach(() => remove())

const bytes = (text: string) => Readable.from([Buffer.from(text)])

describe('uploads', () => {
  it('are kept under files/, never over another', async () => {
    const folder = openFolder({ 'files/a.txt': 'mine' })
    remove = folder.remove
    expect(await keepUpload(folder.root, 'a.txt', bytes('first'))).toBe('files/a (2).txt')
    expect(await keepUpload(folder.root, 'a.txt', bytes('second'))).toBe('files/a (3).txt')
    expect(readFileSync(join(folder.root, 'files/a.txt'), 'utf8')).toBe('mine')
    expect(readFileSync(join(folder.root, 'files/a (3).txt'), 'utf8')).toBe('second')
  })

  it('leave nothing behind when they break off', async () => {
    const folder = openFolder({ 'files/keep': '' })
    remove = folder.remove
    const broken = Readable.from(
      (function* () {
        yield Buffer.alloc(10)
        throw new Error('the page is gone')
      })(),
    )
    await expect(keepUpload(folder.root, 'b.txt', broken)).rejects.toThrow('the page is gone')
    expect(readdirSync(join(folder.root, 'files'))).toEqual(['keep'])
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\Temp\\a.txt', 'a.txt'],
    ['a\u0000b<c>.txt', 'a_b_c_.txt'],
    ['.hidden', 'hidden'],
    ['trailing. ', 'trailing'],
    ['con.txt', '_con.txt'],
    ['...', 'file'],
    ['', 'file'],
    ['Vertrag ü.pdf', 'Vertrag ü.pdf'],
  ])('named %j are called %j', (name, clean) => {
    expect(cleanFileName(name)).toBe(clean)
  })

  it('have names of a length every system takes', () => {
    expect(Buffer.byteLength(cleanFileName(`${'a'.repeat(500)}.pdf`))).toBe(124)
  })
})
