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

  it('take a quoted text in braces as it is, so that braces can be written', () => {
    expect(resolve(`{{ '{{' }} name }}`, {}).value).toBe('{{ name }}')
    expect(resolve(`{{ "it's" }}{{ 'a ''b''' }}`, {}).value).toBe("it'sa 'b'")
    fc.assert(
      fc.property(fc.string(), text => {
        expect(resolve(`{{ '${text.replaceAll("'", "''")}' }}`, {}).value).toBe(text)
      }),
    )
  })

  it('reach any name there is, however odd', () => {
    fc.assert(
      fc.property(fc.string(), fc.jsonValue(), fc.boolean(), (name, value, double) => {
        const quote = double ? '"' : "'"
        const written = `${quote}${name.replaceAll(quote, quote + quote)}${quote}`
        const data = Object.fromEntries([[name, value]])
        expect(resolve(`{{ step[${written}] }}`, { step: data }).value).toEqual(value)
      }),
    )
  })

  it('look up exactly the roots that they list', () => {
    const path = fc.array(fc.constantFrom('.a', "['b c']", '[0]', '.x-y'), { maxLength: 3 })
    const reference = fc.tuple(fc.constantFrom('trigger', 'one', 'two_2', 'settings'), path)
    const part = fc.oneof(
      fc.string().map(text => text.replaceAll('{', '(')),
      reference,
    )
    fc.assert(
      fc.property(fc.array(fc.array(part)), texts => {
        const written = texts.map(parts =>
          parts.map(item => (typeof item === 'string' ? item : `{{ ${item[0]}${item[1].join('')} }}`)).join(''),
        )
        const template = parseTemplate(written)
        const asked: string[] = []
        resolveTemplate(template, root => void asked.push(root), [])
        expect(asked).toEqual(listReferences(template).map(({ root }) => root))
        expect(asked).toEqual(texts.flat().flatMap(item => (typeof item === 'string' ? [] : [item[0]])))
      }),
    )
  })

  it('are in mixed text what the text and the values are one after the other', () => {
    const text = fc.string().map(part => part.replaceAll('{', '('))
    fc.assert(
      fc.property(text, fc.jsonValue(), text, fc.jsonValue(), text, (a, x, b, y, c) => {
        const written = (value: unknown) =>
          typeof value === 'string' ? value : value === null ? '' : JSON.stringify(value)
        fc.pre(a + b + c !== '')
        expect(resolve(`${a}{{ s.x }}${b}{{ s.y }}${c}`, { s: { x, y } }).value).toBe(
          a + written(x) + b + written(y) + c,
        )
      }),
    )
  })

  it('never reach what is inherited, of any value and by any name', () => {
    const names = Object.getOwnPropertyNames(Object.prototype).concat(
      Object.getOwnPropertyNames(Array.prototype),
      Object.getOwnPropertyNames(String.prototype),
    )
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(...names), (value, name) => {
        const own = typeof value === 'object' && value !== null && !Array.isArray(value) && Object.hasOwn(value, name)
        fc.pre(!own)
        expect(resolve(`{{ step['${name}'] }}`, { step: value })).toEqual({ value: null, missing: [`step['${name}']`] })
      }),
    )
  })

  it('leave names of maps as they are written: templates stand in values', () => {
    expect(resolve({ '{{ step.a }}': '{{ step.a }}' }, { step: { a: 1 } }).value).toEqual({ '{{ step.a }}': 1 })
  })

  it('make text of a reference with anything beside it, a space too', () => {
    expect(resolve(' {{ step.n }}', { step: { n: 1 } }).value).toBe(' 1')
    expect(resolve('{{step.n}}', { step: { n: 1 } }).value).toBe(1)
    expect(resolve('{{ step.n }}{{ step.n }}', { step: { n: 1 } }).value).toBe('11')
  })

  it('write a file in mixed text as its file object', () => {
    const file = new FileRef({ sha256: 'ab', size: 1, bytes: () => new Uint8Array(1), hex: () => '00' }, 'a.txt')
    expect(resolve('[{{ step.file }}]', { step: { file } }).value).toBe(
      '[{"name":"a.txt","dataType":"FILE","size":"1","data":"00"}]',
    )
  })

  it('nest 32 deep and no deeper', () => {
    const nested = (depth: number): unknown => (depth === 0 ? '{{ step }}' : [nested(depth - 1)])
    expect(resolve(nested(32), { step: 1 }).missing).toEqual([])
    expect(() => parseTemplate(nested(33))).toThrow('at most 32 deep')
  })

  it.each([
    ['{{ step[-1] }}', 7],
    ['{{ step[1.5] }}', 7],
    ['{{ step[a] }}', 7],
    ["{{ step['a] }}", 7],
    ['{{ step.[0] }}', 7],
    ['{{ step. }}', 7],
    ['{{ step a }}', 7],
    ['{{ step + 1 }}', 7],
    ['{{ step | upper }}', 7],
    ['{{{ step }}}', 2],
    ['{{ 1.request }}', 2],
    ['{{ x }} {{ step }', 8],
  ])('refuse %s at its place', (text, offset) => {
    expect(catchError(() => parseTemplate(text))).toMatchObject({ name: 'TemplateError', offset })
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
