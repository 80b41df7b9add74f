import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { corporaPresent, corpus } from '../support/corpora.ts'
import { startHost, type TestHost, workflow } from '../support/host.ts'

interface Part {
  name: string
  value?: string
  fileName?: string
  contentType?: string
  sha256?: string
}
interface Case {
  name: string
  contentType: string
  bodyFile: string
  strict: boolean
  expect: { error?: unknown; fields?: Part[]; files?: Part[] }
}
interface Sent {
  name?: string
  mimeType: string
  data: string
  size: string
}

const { rows, read } = corpus<Case>('multipart')
if (!corporaPresent) process.stderr.write('skipped: multipart bodies of other projects are not beside this checkout\n')

let host: TestHost

beforeAll(async () => {
  host = await startHost(
    workflow('echo', [{ id: 'reply', type: 'response', body: { got: '{{ trigger.request.body }}' } }]),
  )
})
afterAll(() => host.close())

/** As the RFC has it, `type/subtype` in lower case: what other parsers give. */
const essence = (mimeType: string | undefined) => mimeType?.split(';', 1)[0]?.trim().toLowerCase()
const sorted = (lines: string[]) => lines.sort()

describe.runIf(corporaPresent)('multipart bodies of other projects, over HTTP', () => {
  it.each(rows)('$name', async ({ contentType, bodyFile, strict, expect: expected }) => {
    const body = Buffer.from(read(bodyFile))
    const response = await fetch(host.trigger('echo'), {
      method: 'POST',
      body,
      headers: { 'content-type': contentType },
    })
    const answer = (await response.json()) as { code?: string; got: Record<string, unknown> }
    // Zero bytes are an empty form here (contract §1, Bodies), where other parsers miss a boundary.
    const error = expected.error !== undefined && body.length > 0
    if (!strict || error) {
      if (error && strict) expect(response.status).toBe(400)
      expect(response.status === 200 || answer.code === 'MULTIPART_INVALID').toBe(true)
      return
    }
    expect(response.status).toBe(200)
    const entries = Object.entries(answer.got).flatMap(([name, value]) =>
      (Array.isArray(value) ? value : [value]).map(item => [name, item as string | Sent] as const),
    )
    const files = entries.flatMap(([name, value]) => {
      if (typeof value === 'string') return []
      const sha256 = createHash('sha256').update(Buffer.from(value.data, 'hex')).digest('hex')
      return [`${name} ${value.name} ${essence(value.mimeType)} ${sha256}`]
    })
    const fields = entries.flatMap(([name, value]) => (typeof value === 'string' ? [`${name}=${value}`] : []))
    expect(sorted(files)).toEqual(
      sorted(
        (expected.files ?? []).map(file => `${file.name} ${file.fileName} ${essence(file.contentType)} ${file.sha256}`),
      ),
    )
    expect(sorted(fields)).toEqual(sorted((expected.fields ?? []).map(field => `${field.name}=${field.value}`)))
  })
})
