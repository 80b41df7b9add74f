import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { FileRef } from '../../src/shared/file-value.ts'
import { FanIn, listReferences, parseTemplate, resolveTemplate, TemplateError } from '../../src/shared/template.ts'

function resolve(value: unknown, roots: Record<string, unknown>) {
  const missing: string[] = []
  return { value: resolveTemplate(parseTemplate(value), root => roots[root], missing), missing }
}

describe('templates', () => {
  it('keep the type of a value that is exactly one reference', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        expect(resolve('{{ step.result }}', { step: { result: value } }).value).toEqual(value)
      }),
    )
  })

  it('leave data without references as it is', () => {
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        fc.pre(!JSON.stringify(value).includes('{{'))
        expect(resolve(value, {}).value).toEqual(value)
      }),
    )
  })

  it('join text with values, objects as JSON', () => {
    const roots = { trigger: { request: { body: { name: 'Ada', n: 3, o: { a: [1] } } } } }
    expect(
      resolve('{{ trigger.request.body.name }}: {{trigger.request.body.n}} {{ trigger.request.body.o }}', roots).value,
    ).toBe('Ada: 3 {"a":[1]}')
  })

  it("read .name, ['any name'] and [0]", () => {
    const roots = { trigger: { request: { headers: { 'x-api-version': '2' }, body: { 'a b': [{ c: 7 }] } } } }
    expect(resolve("{{ trigger.request.headers['x-api-version'] }}", roots).value).toBe('2')
    expect(resolve('{{ trigger.request.headers.x-api-version }}', roots).value).toBe('2')
    expect(resolve("{{ trigger.request.body['a b'][0].c }}", roots).value).toBe(7)
  })

  it('make a missing value null and say which reference was missing', () => {
    expect(resolve({ a: '{{ step.result.nope }}', b: 1 }, { step: { result: {} } })).toEqual({
      value: { a: null, b: 1 },
      missing: ['step.result.nope'],
    })
  })

  it('never reach what is inherited', () => {
    for (const path of ['constructor', '__proto__', 'toString', 'length']) {
      expect(resolve(`{{ step.${path} }}`, { step: {} }).value).toBeNull()
      expect(resolve(`{{ step.${path} }}`, { step: [] }).value).toBeNull()
    }
  })

  it('keep __proto__ as a key of data', () => {
    const { value } = resolve(JSON.parse('{"__proto__": "{{ step.x }}"}'), { step: { x: 1 } })
    expect(JSON.stringify(value)).toBe('{"__proto__":1}')
  })

  it('read the fields of a file, its hex only when asked for', () => {
    const hex = vi.fn(() => '0102')
    const source = { sha256: 'ab', size: 2, bytes: () => new Uint8Array(2), hex }
    const roots = { step: { file: new FileRef(source, 'a.txt', 'text/plain') } }
    expect(resolve('{{ step.file.name }} {{ step.file.size }}', roots).value).toBe('a.txt 2')
    expect(hex).not.toHaveBeenCalled()
    expect(resolve('{{ step.file.data }}', roots).value).toBe('0102')
  })

  it('give the results of a fan-out as an array, nested ones nested, null where an iteration did not run the step', () => {
    const roots = { inner: new FanIn([{ result: { id: 1 } }, undefined, new FanIn([{ result: { id: 2 } }])]) }
    expect(resolve('{{ inner.result.id }}', roots).value).toEqual([1, null, [2]])
  })

  it.each([
    ['{{ step.a', 'closing', 0],
    ['{{ }}', 'step id', 2],
    ['{{ step..a }}', 'Unexpected', 7],
    ["{{ step['a }}", 'Unexpected', 7],
  ])('refuse %s and say where', (text, message, offset) => {
    const error = catchError(() => parseTemplate(text))
    expect(error).toBeInstanceOf(TemplateError)
    expect(error).toMatchObject({ message: expect.stringContaining(message), offset })
  })

  it('list every reference', () => {
    const template = parseTemplate({ a: '{{ x.y }}', b: ['{{ z }} and {{ x[0] }}'] })
    expect(listReferences(template).map(reference => reference.text)).toEqual(['x.y', 'z', 'x[0]'])
  })
})

function catchError(action: () => unknown): unknown {
  try {
    action()
    return undefined
  } catch (error) {
    return error
  }
}
