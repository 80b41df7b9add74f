import { describe, expect, it } from 'vitest'
import type { Run } from '../../../src/host/engine/run.ts'
import { FileRef } from '../../../src/shared/file-value.ts'
import { createTestEngine, startRun } from '../../support/engine.ts'

const file = new FileRef({ sha256: 'ab', size: 2, bytes: () => new Uint8Array(2), hex: () => '0102' }, 'a.pdf')

async function run(step: Record<string, unknown>, body: unknown = {}) {
  const { engine, clock } = createTestEngine()
  const { started, answers } = startRun(engine, [{ id: 'one', ...step }], body)
  await clock.advance(0)
  return { run: started as Run, answers, error: (started as Run).error }
}

describe('a Response', () => {
  const reply = (more: Record<string, unknown>) => ({ type: 'response', ...more })
  const one = (path: string) => `{{ trigger.request.body.${path} }}`

  it.each([
    ['a number', 201, 201],
    ['a numeric text', '404', 404],
    ['the greatest', 599, 599],
  ])('takes its status from a template: %s', async (_, status, sent) => {
    const { answers } = await run(reply({ statusCode: one('status'), body: {} }), { status })
    expect(answers).toEqual([{ kind: 'json', status: sent, body: {} }])
  })

  it.each([
    ['is missing', undefined, 'statusCode is nothing (the reference is missing)'],
    ['announces an answer', 103, 'statusCode is the number 103'],
    ['is past HTTP', 600, 'statusCode is the number 600'],
    ['is no whole number', 200.5, 'statusCode is the number 200.5'],
    ['is text', 'OK', 'statusCode is the string "OK"'],
  ])('fails when its status %s', async (_, status, message) => {
    const { error } = await run(reply({ statusCode: one('status'), body: {} }), { status })
    expect(error).toMatchObject({
      code: 'STEP_FAILED',
      message: `${message}, and takes a whole number from 200 to 599`,
    })
  })

  it('keeps the types of its values, files too', async () => {
    const values = { n: 1.5, b: false, nil: null, list: [1, 'a'], map: { a: {} }, file }
    const body = Object.fromEntries(Object.keys(values).map(key => [key, one(key)]))
    const { answers } = await run(reply({ body }), values)
    expect(answers).toEqual([{ kind: 'json', status: 200, body: values }])
    expect(JSON.parse(JSON.stringify(values)).file).toEqual({
      name: 'a.pdf',
      dataType: 'FILE',
      data: '0102',
      size: '2',
    })
  })

  it('may be one template that gives an object', async () => {
    const { answers } = await run(reply({ body: one('answer') }), { answer: { ok: true } })
    expect(answers).toEqual([{ kind: 'json', status: 200, body: { ok: true } }])
  })

  it.each([
    ['JSON', [1], 'body is a list, and a JSON response takes an object'],
    ['JSON', 'text', 'body is the string "text", and a JSON response takes an object'],
    ['JSON', undefined, 'body is nothing (the reference is missing), and a JSON response takes an object'],
    ['FILE', { name: 'a' }, 'body is an object that is no file, and a FILE response takes a file'],
    ['FILE', 'text', 'body is the string "text", and a FILE response takes a file'],
    ['FILE', [file], 'body is a list, and a FILE response takes a file'],
  ])('of type %s fails on %j', async (responseType, answer, message) => {
    const { error } = await run(reply({ responseType, body: one('answer') }), { answer })
    expect(error).toMatchObject({ code: 'STEP_FAILED', message, remedy: expect.any(String) })
  })
})

describe('a Delay', () => {
  const wait = (more: Record<string, unknown> = {}) => ({
    type: 'delay',
    value: '{{ trigger.request.body.n }}',
    ...more,
  })

  it.each([0, 3, '3', 3_650 * 86_400])('takes %j seconds', async n => {
    const { run: started } = await run(wait(), { n })
    expect(started.error).toBeUndefined()
  })

  it.each([
    [-1, '-1'],
    [1.5, '1.5'],
    ['', '""'],
    ['0x10', '"0x10"'],
    [' 3', '" 3"'],
    [true, 'true'],
    [[], '[]'],
    [undefined, 'nothing (the reference is missing)'],
    [1e300, '1e+300'],
    [3_650 * 86_400 + 1, '315360001'],
  ])('fails on %j and says so', async (n, shown) => {
    expect((await run(wait(), { n })).error).toMatchObject({
      code: 'STEP_FAILED',
      message: `value is ${shown}; a delay takes a whole number of seconds, from 0 to 315360000`,
    })
  })
})

describe('a Conditional', () => {
  const choose = (...all: unknown[]) => ({ type: 'conditional', if: { any: [{ all }] } })

  it('looks at its rules from left to right, and no further than the answer needs', async () => {
    const wrong = { left: 5, operator: 'stringContains', right: 'a' }
    const no = await run(choose({ left: 'x', operator: 'booleanTrue' }, wrong))
    expect(no.error?.message).toContain('booleanTrue takes a boolean')
    const first = await run(choose({ left: true, operator: 'booleanFalse' }, wrong))
    expect(first.run.steps.at(-1)).toMatchObject({ status: 'SUCCEEDED', output: { selectedChoice: 'No' } })
  })

  it('names the references that lead nowhere in its record', async () => {
    const { run: started } = await run(choose({ left: '{{ trigger.request.body.nope }}', operator: 'exists' }))
    expect(started.steps.at(-1)).toMatchObject({
      missing: ['trigger.request.body.nope'],
      output: { selectedChoice: 'No' },
    })
  })

  it('says what to do about a wrong operand', async () => {
    const rule = { left: '{{ trigger.request.body.n }}', operator: 'stringContains', right: 'a' }
    expect((await run(choose(rule), { n: 5 })).error).toMatchObject({
      message: 'stringContains takes a string on its left side, and got 5',
      remedy: 'Compare numbers with an operator that begins with number',
    })
  })
})
