import { describe, expect, it } from 'vitest'
import { readMultipart } from '../../../src/host/trigger/multipart.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { corporaPresent, corpus } from '../../support/corpora.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'

interface Case {
  name: string
  contentType: string
  bodyFile: string
  strict: boolean
  expect: {
    error?: unknown
    fields?: { name: string; value: string }[]
    files?: { name: string; fileName: string; sha256: string }[]
  }
}

const limits = { parts: 1_000, field: 20 * 2 ** 20, partHeader: 16 * 1_024 }

async function parse(contentType: string, bytes: Uint8Array, chunk = bytes.length): Promise<Record<string, unknown>> {
  const reader = readMultipart(contentType, createMemoryFiles(), limits)
  for (let at = 0; at < bytes.length; at += chunk) await reader.write(bytes.subarray(at, at + chunk))
  return reader.end()
}

function form(...parts: string[]): [string, Buffer] {
  return [
    'multipart/form-data; boundary=b',
    Buffer.from(`${parts.map(part => `--b\r\n${part}\r\n`).join('')}--b--\r\n`),
  ]
}

describe('multipart', () => {
  it('makes parts with a file name files, an empty name too, and all others strings', async () => {
    const [type, bytes] = form(
      'Content-Disposition: form-data; name="note"\r\n\r\nhéllo',
      'Content-Disposition: form-data; name="a"; filename="a.bin"\r\nContent-Type: application/x-thing\r\n\r\n\0\x01',
      'Content-Disposition: form-data; name="empty"; filename=""\r\nContent-Type: application/octet-stream\r\n\r\n',
      'Content-Disposition: form-data; name="raw"\r\nContent-Type: application/octet-stream\r\n\r\nnot a file',
    )
    const body = await parse(type, bytes)
    expect(body).toMatchObject({ note: 'héllo', raw: 'not a file' })
    expect(body.a).toBeInstanceOf(FileRef)
    expect((body.a as FileRef).toObject()).toEqual({
      name: 'a.bin',
      mimeType: 'application/x-thing',
      dataType: 'FILE',
      size: '2',
      data: '0001',
    })
    expect((body.empty as FileRef).get('size')).toBe('0')
  })

  it('keeps order, makes repeated names arrays, and takes names literally', async () => {
    const field = (name: string, value: string) => `Content-Disposition: form-data; name="${name}"\r\n\r\n${value}`
    const [type, bytes] = form(field('utm[source]', 'web'), field('a', '1'), field('__proto__', 'x'), field('a', '2'))
    const body = await parse(type, bytes)
    expect(JSON.stringify(body)).toBe('{"utm[source]":"web","a":["1","2"],"__proto__":"x"}')
  })

  it('gives the same result however the bytes are cut', async () => {
    const [type, bytes] = form('Content-Disposition: form-data; name="f"; filename="f"\r\n\r\n\r\n--b-\r\nstill inside')
    const whole = await parse(type, bytes)
    for (const chunk of [1, 2, 3, 7]) {
      const cut = await parse(type, bytes, chunk)
      expect((cut.f as FileRef).get('data')).toBe((whole.f as FileRef).get('data'))
    }
  })

  it.each([
    ['without a boundary', 'multipart/form-data', 'x'],
    [
      'that ends too early',
      'multipart/form-data; boundary=b',
      '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nhalf',
    ],
  ])('refuses a body %s', async (_what, type, text) => {
    await expect((async () => parse(type, Buffer.from(text)))()).rejects.toMatchObject({ code: 'MULTIPART_INVALID' })
  })

  it.each([
    [
      'with more headers than limits.partHeader',
      `X: ${'x'.repeat(17_000)}\r\nContent-Disposition: form-data; name="a"`,
    ],
    ['without a Content-Disposition', 'Content-Type: text/plain'],
    ['without a name', 'Content-Disposition: form-data; filename="name=.txt"'],
  ])('refuses a part %s, and says where it is', async (_what, head) => {
    const [type, bytes] = form('Content-Disposition: form-data; name="first"\r\n\r\nx', `${head}\r\n\r\nx`)
    for (const chunk of [bytes.length, 1_000, 1]) {
      await expect((async () => parse(type, bytes, chunk))()).rejects.toMatchObject({
        code: 'MULTIPART_INVALID',
        meta: { offset: bytes.indexOf(head) },
      })
    }
  })

  it('refuses more parts than the limit', async () => {
    const part = 'Content-Disposition: form-data; name="a"\r\n\r\nx'
    const [type, bytes] = form(...Array.from({ length: 1_001 }, () => part))
    await expect(parse(type, bytes)).rejects.toMatchObject({
      code: 'MULTIPART_INVALID',
      message: expect.stringContaining('limits.parts'),
    })
  })
})

const { rows, read } = corpus<Case>('multipart')

describe.runIf(corporaPresent)('multipart bodies of other projects', () => {
  it.each(rows.filter(row => row.strict))('$name', async ({ contentType, bodyFile, expect: expected }) => {
    const parsed = await parse(contentType, read(bodyFile)).catch(error => ({ error: error.code as string }))
    if (expected.error !== undefined) {
      expect(parsed).toEqual({ error: 'MULTIPART_INVALID' })
      return
    }
    const entries = Object.entries(parsed).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map(item => [name, item] as const),
    )
    const files = entries.flatMap(([name, value]) =>
      value instanceof FileRef ? [`${name} ${value.name} ${value.source.sha256}`] : [],
    )
    const fields = entries.flatMap(([name, value]) => (typeof value === 'string' ? [`${name}=${value}`] : []))
    expect(files.sort()).toEqual(
      (expected.files ?? []).map(file => `${file.name} ${file.fileName} ${file.sha256}`).sort(),
    )
    expect(fields.sort()).toEqual((expected.fields ?? []).map(field => `${field.name}=${field.value}`).sort())
  })

  it.each(rows.filter(row => !row.strict))(
    '$name ends without a crash or a hang',
    async ({ contentType, bodyFile }) => {
      const result = await parse(contentType, read(bodyFile)).catch(error => error)
      expect(result.code ?? 'read').toMatch(/^(read|MULTIPART_INVALID)$/)
    },
  )
})
