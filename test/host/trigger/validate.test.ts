import { describe, expect, it } from 'vitest'
import { validate } from '../../../src/host/trigger/validate.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import type { DataType } from '../../../src/shared/workflow.ts'

const file = new FileRef({ sha256: '', size: 0, bytes: () => new Uint8Array(0), hex: () => '' })
const request = (body: unknown, fromForm = false) => ({ params: {}, headers: {}, body, fromForm })

describe('validation', () => {
  it('names every issue at once', () => {
    const rules = {
      params: [{ name: 'source', required: true }],
      headers: [{ name: 'X-Api-Version', equals: '2', required: true }],
      body: [
        { name: 'email', type: 'EMAIL' as const, required: true },
        { name: 'age', type: 'NUMBER' as const, required: false },
      ],
    }
    expect(() =>
      validate(rules, { params: {}, headers: { 'x-api-version': '1' }, body: { age: 'x' }, fromForm: false }),
    ).toThrow(
      expect.objectContaining({
        code: 'VALIDATION_FAILED',
        meta: {
          issues: [
            { in: 'params', name: 'source', message: 'is missing' },
            { in: 'headers', name: 'X-Api-Version', message: 'is "1", and the trigger asks for "2"' },
            { in: 'body', name: 'email', message: 'is missing' },
            { in: 'body', name: 'age', message: 'is "x", and the trigger asks for NUMBER' },
          ],
        },
      }),
    )
  })

  it.each([
    ['STRING', 'x', 1],
    ['NUMBER', 1.5, '1.5'],
    ['NON_DECIMAL', 3, 3.5],
    ['BOOLEAN', false, 'false'],
    ['DATE', '2026-11-23T09:42:17Z', 'tomorrow'],
    ['EMAIL', 'ada@example.com', 'ada'],
    ['OBJECT', {}, []],
    ['ARRAY', [], {}],
    ['FILE', file, 'a.txt'],
    ['OBJECT', { a: 1 }, file],
  ] as [DataType, unknown, unknown][])('%s takes the one and not the other', (type, good, bad) => {
    const rules = { body: [{ name: 'x', type, required: true }] }
    expect(() => validate(rules, request({ x: good }))).not.toThrow()
    expect(() => validate(rules, request({ x: bad }))).toThrow()
  })

  it('lets a form spell numbers and booleans', () => {
    const rules = {
      body: [
        { name: 'n', type: 'NUMBER' as const, required: true },
        { name: 'b', type: 'BOOLEAN' as const, required: true },
      ],
    }
    expect(() => validate(rules, request({ n: '1.5', b: 'true' }, true))).not.toThrow()
    expect(() => validate(rules, request({ n: '1.5', b: 'true' }, false))).toThrow('2 rules')
  })
})
