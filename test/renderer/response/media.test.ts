import { describe, expect, it } from 'vitest'
import { charsetOf, decodeText } from '../../../src/renderer/src/features/response/media/charset.ts'
import { chooseViewer } from '../../../src/renderer/src/features/response/media/choose-viewer.ts'
import { parseDisposition, safeFileName } from '../../../src/renderer/src/features/response/media/disposition.ts'
import { readImageSize } from '../../../src/renderer/src/features/response/media/image-size.ts'
import { judgeType } from '../../../src/renderer/src/features/response/media/judge.ts'
import { fileNameOf, mediaOf } from '../../../src/renderer/src/features/response/media/media.ts'
import { parseMediaType, typeOfName } from '../../../src/renderer/src/features/response/media/media-type.ts'
import { sniffType } from '../../../src/renderer/src/features/response/media/sniff.ts'

const bytes = (text: string): Uint8Array => Uint8Array.from(text, char => char.charCodeAt(0))

describe('a Content-Type', () => {
  it.each([
    ['text/html; charset=UTF-8', 'text/html', 'UTF-8'],
    ['Image/JPG', 'image/jpeg', undefined],
    ['text/xml;charset="iso-8859-1"; x=y', 'application/xml', 'iso-8859-1'],
  ])('%s is read as %s', (value, essence, charset) => {
    expect(parseMediaType(value)).toEqual({ essence, charset })
  })

  it.each(['', 'pdf', 'text/', 'a b/c', undefined])('%j is none', value => {
    expect(parseMediaType(value)).toBeUndefined()
  })
})

describe('the type by bytes', () => {
  it.each([
    ['\x89PNG\r\n\x1a\n', 'image/png'],
    ['\xff\xd8\xff\xe0', 'image/jpeg'],
    ['%PDF-1.7\n', 'application/pdf'],
    ['PK\x03\x04', 'application/zip'],
    ['RIFF\0\0\0\0WEBPVP8 ', 'image/webp'],
    ['\0\0\0\x20ftypisom', 'video/mp4'],
    ['\0\0\0\x20ftypavif', 'image/avif'],
    ['<!DOCTYPE html><p>', 'text/html'],
    ['  <html lang=en>', 'text/html'],
    ['<?xml version="1.0"?><a/>', 'application/xml'],
    ['<?xml version="1.0"?>\n<svg xmlns="…">', 'image/svg+xml'],
    ['{"a": 1}', 'application/json'],
    ['[1, 2', 'application/json'],
    ['[]', 'application/json'],
    ['[section]\nkey = 1', 'text/plain'],
    ['{ not json', 'text/plain'],
    ['Hello', 'text/plain'],
    ['Gr\xfc\xdfe', 'text/plain'],
    ['\xff\xfeh\0i\0', 'text/plain'],
    ['\x01\x02\x03', 'application/octet-stream'],
  ])('%j is %s', (head, type) => {
    expect(sniffType(bytes(head))).toBe(type)
  })

  it('is nothing for no bytes', () => expect(sniffType(new Uint8Array())).toBeUndefined())
})

describe('declared against real', () => {
  const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  it.each([
    ['application/pdf', 'image/png', 'wrong'],
    ['image/jpg', 'image/jpeg', 'right'],
    ['image/png', 'image/apng', 'right'],
    [docx, 'application/zip', 'right'],
    ['application/zip', docx, 'right'],
    ['application/msword', 'application/x-cfb', 'right'],
    ['image/svg+xml', 'application/xml', 'right'],
    ['text/csv', 'text/plain', 'right'],
    ['text/plain', 'application/json', 'right'],
    ['application/problem+json', 'application/json', 'right'],
    ['application/json', 'text/html', 'wrong'],
    ['text/html', 'application/json', 'wrong'],
    ['image/png', 'text/plain', 'wrong'],
    ['text/plain', 'application/octet-stream', 'wrong'],
    ['text/plain', 'image/png', 'wrong'],
    ['application/x-own', 'application/octet-stream', 'unknown'],
    ['application/octet-stream', 'image/png', 'unknown'],
    ['application/vnd.own', 'application/zip', 'unknown'],
    ['audio/mp4', 'video/mp4', 'right'],
    [undefined, 'image/png', 'unknown'],
    ['image/png', undefined, 'unknown'],
  ])('%s over %s is %s', (declared, real, verdict) => {
    expect(judgeType(declared, real)).toBe(verdict)
  })
})

describe('the viewer', () => {
  const choose = (declared?: string, detected?: string, name?: string, size = 10) =>
    chooseViewer({ declared, detected, name, size })

  it('is the declared one when the bytes agree', () => {
    expect(choose('application/problem+json', 'application/json')).toMatchObject({ kind: 'json', by: 'declared' })
    expect(choose('text/csv', 'text/plain')).toMatchObject({ kind: 'text', by: 'declared', type: 'text/csv' })
    expect(choose('image/svg+xml', 'application/xml')).toMatchObject({ kind: 'image', type: 'image/svg+xml' })
  })

  it('is that of the bytes when they contradict', () => {
    expect(choose('application/pdf', 'image/png')).toEqual({ kind: 'image', by: 'bytes', type: 'image/png' })
    expect(choose('text/plain', 'application/octet-stream')).toMatchObject({ kind: 'hex', by: 'bytes' })
  })

  it('is that of the bytes when nothing is declared', () => {
    expect(choose('application/octet-stream', 'application/pdf')).toMatchObject({ kind: 'pdf', by: 'bytes' })
    expect(choose(undefined, 'application/json')).toMatchObject({ kind: 'json', by: 'bytes' })
  })

  it('is that of the name when neither tells', () => {
    expect(choose('application/octet-stream', undefined, 'a.json')).toMatchObject({ kind: 'json', by: 'name' })
  })

  it('is hex for what no other shows', () => {
    expect(choose('application/zip', 'application/zip').kind).toBe('hex')
    expect(choose(undefined, undefined).kind).toBe('hex')
  })

  it('opens JSON of more than 20 MiB as text', () => {
    expect(choose('application/json', 'application/json', undefined, 21 * 2 ** 20).kind).toBe('text')
  })
})

describe('a Content-Disposition', () => {
  it('gives the extended name before the plain one', () => {
    expect(parseDisposition(`attachment; filename="a.txt"; filename*=UTF-8''Gr%C3%BC%C3%9Fe.txt`)).toEqual({
      kind: 'attachment',
      fileName: 'Grüße.txt',
      extended: true,
    })
  })

  it('reads quoted names with escapes, and latin-1 ones', () => {
    expect(parseDisposition('inline; filename="a \\"b\\".txt"')?.fileName).toBe('a "b".txt')
    expect(parseDisposition("inline; filename*=iso-8859-1'en'%A3.txt")?.fileName).toBe('£.txt')
  })

  it.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\temp\\a.txt', 'a.txt'],
    ['a<b>:"c".txt', 'a_b___c_.txt'],
    ['...', 'response'],
    ['con.txt', '_con.txt'],
    ['.bashrc', 'bashrc'],
    [`${'x'.repeat(300)}.pdf`, `${'x'.repeat(120)}${'x'.repeat(76)}.pdf`],
  ])('%s is saved as %s', (name, safe) => expect(safeFileName(name)).toBe(safe))
})

describe('the name to save under', () => {
  const answer = (headers: [string, string][], detected?: string) =>
    fileNameOf(
      mediaOf({ headers, body: { size: 1, sha256: '', url: '', ...(detected ? { detected } : {}) } }, undefined),
    )

  it('is that of the disposition', () => {
    expect(answer([['content-disposition', 'inline; filename="../c.pdf"']])).toBe('c.pdf')
  })

  it('has the extension of the declared type, or of the bytes when they contradict it', () => {
    expect(answer([['Content-Type', 'text/csv; charset=utf-8']])).toBe('response.csv')
    expect(answer([['Content-Type', 'application/pdf']], 'image/png')).toBe('response.png')
    expect(answer([])).toBe('response.bin')
  })

  it('knows types by name', () => expect(typeOfName('photo.JPEG')).toBe('image/jpeg'))
})

describe('the size in an image head', () => {
  const png = (width: number, height: number) => {
    const head = new Uint8Array(33)
    head.set(bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR'))
    new DataView(head.buffer).setUint32(16, width)
    new DataView(head.buffer).setUint32(20, height)
    return head
  }

  it('is read without decoding', () => {
    expect(readImageSize(png(40_000, 30_000))).toEqual({ width: 40_000, height: 30_000 })
  })

  it('is found behind a JPEG segment', () => {
    const jpeg = bytes('\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x48\0\x48\0\0\xff\xc0\0\x11\x08\0\xf0\x01\x40\x03')
    expect(readImageSize(jpeg)).toEqual({ width: 320, height: 240 })
  })

  it('is unknown for other bytes', () => expect(readImageSize(new Uint8Array(40))).toBeUndefined())
})

describe('the charset of a text', () => {
  it('is that of its mark, then the declared one, then UTF-8', () => {
    expect(charsetOf(bytes('\xef\xbb\xbfa'), 'latin1')).toBe('utf-8')
    expect(charsetOf(bytes('a'), 'ISO-8859-1')).toBe('iso-8859-1')
    expect(charsetOf(bytes('a'), 'no-such')).toBe('utf-8')
  })

  it('decodes', () => expect(decodeText(bytes('Gr\xfc\xdfe'), 'iso-8859-1')).toBe('Grüße'))
})
