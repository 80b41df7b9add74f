import { describe, expect, it } from 'vitest'
import { sampleBody, shellQuoted } from '../../../src/renderer/src/features/settings/sample-body.ts'
import type { RequestEntry } from '../../../src/shared/control.ts'
import { testRequestSchema } from '../../../src/shared/request.ts'

const request = (body?: object): RequestEntry => ({
  key: 'orders/one',
  name: 'one',
  file: 'one.request.yaml',
  document: testRequestSchema.parse({ name: 'one', ...(body ? { body } : {}) }),
  issues: [],
})

const json = (text: string) => request({ type: 'json', text })

describe('the example call', () => {
  it('sends what the first saved request with plain JSON sends', () => {
    expect(sampleBody({ requests: [request(), json('{\n  "items": [1.5]\n}'), json('{"b":2}')] })).toBe(
      '{"items":[1.5]}',
    )
  })

  it('sends an empty object when no saved request can be sent by another program as it is', () => {
    expect(sampleBody({ requests: [] })).toBe('{}')
    expect(sampleBody({ requests: [json('{"id":"{{ uuid }}"}'), json('{ broken')] })).toBe('{}')
  })

  it('is one word of the shell, whatever it holds', () => {
    expect(shellQuoted(`{"name":"O'Hara"}`)).toBe(`'{"name":"O'\\''Hara"}'`)
  })
})
