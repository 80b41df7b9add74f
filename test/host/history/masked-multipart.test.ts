import { describe, expect, it } from 'vitest'
import { MaskStream } from '../../../src/host/history/mask-stream.ts'
import { MultipartMask } from '../../../src/host/history/masked-multipart.ts'
import { Masking } from '../../../src/host/history/masking.ts'

const SECRET = 'a-secret-value'

function masked(body: string): string {
  const mask = new MultipartMask('b', () => new MaskStream([Buffer.from(SECRET)]))
  return Buffer.concat([mask.write(Buffer.from(body)), mask.end()]).toString()
}

const part = (head: string) => `--b\r\n${head}\r\n\r\n${SECRET}\r\n--b--\r\n`

describe('the content of a part', () => {
  it.each([
    ['with a file name', 'Content-Disposition: form-data; name="f"; filename="f.bin"'],
    ['with an empty file name', 'content-disposition:form-data;name=f;FILENAME='],
    ['with an encoded one', "Content-Disposition: form-data; name=f; filename*=UTF-8''f"],
    ['with one in a folded line', 'X: 1\r\nContent-Disposition: form-data;\r\n\tname="f";\r\n filename="f"'],
  ])('%s is kept', (_what, head) => {
    expect(masked(part(head))).toBe(part(head))
  })

  it.each([
    ['without a file name', 'Content-Disposition: form-data; name="f"'],
    ['whose name reads like a file name', 'Content-Disposition: form-data; name="f; filename=f"'],
    ['whose name reads so behind a quote', 'Content-Disposition: form-data; name="f\\"; filename=f"'],
    ['with a file name in another header', 'Content-Disposition: form-data; name="f"\r\nX: ; filename=f'],
    ['with a file name in a second disposition', 'Content-Disposition: a\r\nContent-Disposition: b; filename=f'],
    ['whose headers are endless', `Content-Disposition: form-data; name=f; filename=f\r\nX: ${'x'.repeat(65_536)}`],
    ['with a MiB of lines that begin like a disposition', 'content-disposition:\n'.repeat(52_429)],
    ['with 64 KiB of quotes', `Content-Disposition: ${'"\\\n'.repeat(21_000)}`],
  ])('%s is masked', (_what, head) => {
    expect(masked(part(head))).toBe(part(head).replace(SECRET, '••••••'))
  })
})

it.each([
  'multipart/form-data; boundary=b',
  'multipart/form-data; charset="; boundary=x"; boundary=b',
  'multipart/form-data',
])('a body of the type %s is masked with the boundary that its reader sees', type => {
  const masking = new Masking(() => [SECRET], false)
  masking.refresh()
  const body = part('Content-Disposition: form-data; name="a"')
  expect(Buffer.from(masking.body(Buffer.from(body), type, [])).toString()).toBe(body.replace(SECRET, '••••••'))
})
