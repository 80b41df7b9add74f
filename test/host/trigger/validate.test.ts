import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ValidationIssue, validate } from '../../../src/host/trigger/validate.ts'
import type { UserError } from '../../../src/shared/errors.ts'
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

  const TYPES = [
    'STRING',
    'NUMBER',
    'DATE',
    'BOOLEAN',
    'EMAIL',
    'OBJECT',
    'ARRAY',
    'ANY',
    'FILE',
    'NON_DECIMAL',
  ] as const
  /** What each type is, said another way. */
  const IS: Record<DataType, (value: unknown) => boolean> = {
    ANY: () => true,
    STRING: value => typeof value === 'string',
    NUMBER: value => Number.isFinite(value),
    NON_DECIMAL: value => Number.isInteger(value),
    BOOLEAN: value => value === true || value === false,
    DATE: value => value === DAY,
    EMAIL: value => value === ADDRESS,
    OBJECT: value => Object.prototype.toString.call(value) === '[object Object]' && value !== file,
    ARRAY: Array.isArray,
    FILE: value => value === file || (Array.isArray(value) && value.length > 0 && value.every(item => item === file)),
  }
  const DAY = '2026-02-28'
  const ADDRESS = 'ada@example.com'
  const anyValue = fc.oneof(
    fc.jsonValue(),
    fc.constantFrom<unknown>(null, file, [file], [file, 1], DAY, ADDRESS, 1.5, 2),
  )

  it('holds each type to what it says, whatever the value, and passes over null where nothing is required', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), anyValue, fc.boolean(), (type, value, required) => {
        const issues = issuesOf({ body: [{ name: 'x', type, required }] }, request({ x: value }))
        expect(issues).toHaveLength(IS[type](value) || (value === null && !required) ? 0 : 1)
      }),
    )
  })

  it('asks for what is required, and for nothing else', () => {
    fc.assert(
      fc.property(fc.constantFrom(...TYPES), fc.boolean(), fc.anything(), (type, required, body) => {
        const holder = typeof body === 'object' && body !== null && 'x' in body ? {} : body
        expect(issuesOf({ body: [{ name: 'x', type, required }] }, request(holder))).toHaveLength(required ? 1 : 0)
      }),
    )
  })

  it('names as many issues as there are, in the order of the rules', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string(), { maxLength: 20 }), fc.func(fc.boolean()), (names, sent) => {
        const given = Object.fromEntries(names.filter(name => sent(name)).map(name => [name, 'x']))
        const rules = {
          params: names.map(name => ({ name, required: true })),
          body: names.map(name => ({ name, type: 'STRING' as const, required: true })),
        }
        const wanted = names.filter(name => !Object.hasOwn(given, name))
        const found = issuesOf(rules, { params: given, headers: {}, body: given, fromForm: false })
        expect(found.map(issue => [issue.in, issue.name])).toEqual([
          ...wanted.map(name => ['params', name]),
          ...wanted.map(name => ['body', name]),
        ])
      }),
    )
  })

  it.each(['X-Api-Version', 'x-api-version', 'X-API-VERSION'])('finds the header %s whatever its case', name => {
    const rules = { headers: [{ name, equals: '2', required: true }] }
    const sent = (headers: Record<string, unknown>) =>
      issuesOf(rules, { params: {}, headers, body: {}, fromForm: false })
    expect(sent({ 'x-api-version': '2' })).toEqual([])
    expect(sent({ 'x-api-version': '3' })).toHaveLength(1)
    expect(sent({})).toMatchObject([{ in: 'headers', name, message: 'is missing' }])
  })

  it.each([
    [
      'DATE',
      ['2024-02-29', '2026-11-23T09:42', '2026-11-23 09:42:17.5+01:00'],
      ['2026-02-29', '2026-04-31T10:00', '23.11.2026', '2026-13-01', ''],
    ],
    ['NUMBER', ['1', '-1.5', ' 2 ', '1e3', '.5'], ['', ' ', '0x10', '1,5', 'Infinity', '1e999', '1 2']],
    ['NON_DECIMAL', ['1', '-3', '2.0'], ['1.5', '', 'x']],
    ['BOOLEAN', ['true', 'false'], ['True', '1', '']],
  ] as [DataType, string[], string[]][])('reads %s in a form', (type, good, bad) => {
    const rules = { body: [{ name: 'x', type, required: true }] }
    for (const x of good) expect(issuesOf(rules, request({ x }, true))).toEqual([])
    for (const x of bad) expect([x, issuesOf(rules, request({ x }, true)).length]).toEqual([x, 1])
  })

  it('makes no hex of a file to say that it is none of the kind', () => {
    const large = new FileRef({ sha256: '', size: 2 ** 40, bytes: fail, hex: fail }, 'large.bin')
    const rules = { body: [{ name: 'x', type: 'STRING' as const, required: true }] }
    for (const x of [large, [large], { large }]) expect(issuesOf(rules, request({ x }))).toHaveLength(1)
  })
})

function fail(): never {
  throw new Error('nobody asked for it')
}

function issuesOf(...given: Parameters<typeof validate>): ValidationIssue[] {
  try {
    validate(...given)
    return []
  } catch (error) {
    return (error as UserError).meta?.issues as ValidationIssue[]
  }
}
