import { describe, expect, it } from 'vitest'
import { lines, loadOne, open } from './open.ts'

const head = 'id: a1\nname: One\ntrigger: { type: request }\n'
const ofStep = async (step: string, files: Record<string, string> = {}) =>
  lines((await loadOne(`${head}steps:\n  - ${step}\n`, files)).issues)
const ofRequest = async (text: string) => {
  const workflow = await loadOne(head, { 'requests/one/a.request.yaml': `name: A\n${text}\n` })
  return lines(workflow.requests[0]?.issues ?? [])
}
const form = '{ left: "{{ find.result.total }}", operator: numberGreaterThan, right: 0 }'

describe('a mistake in a step is told once, with how it is written', () => {
  it.each([
    [
      '{ id: 5, type: delay, value: 1 }',
      '5:11 steps[0].id: steps[0].id takes text, not the number 5; in quotes it is text: "5"',
    ],
    [
      '{ id: a, type: delay, value: 1, disabled: yes }',
      '5:47 steps[0].disabled: steps[0].disabled takes true or false, not "yes"; write true',
    ],
    ['{ id: a, type: if }', '5:20 steps[0].type: steps[0].type does not take if; did you mean conditional?'],
    [
      '{ id: a, type: delay, value: soon }',
      '5:34 steps[0].value: steps[0].value: a delay takes a whole number, 0 or more, or a template that gives one',
    ],
    [
      '{ id: a, type: delay, value: 3651, unit: DAYS }',
      '5:34 steps[0].value: steps[0].value: a delay lasts 3650 days at most',
    ],
    [
      '{ id: a, type: conditional, if: [] }',
      `5:37 steps[0].if: steps[0].if takes a map of names to values, not a list; it is written { any: [{ all: [${form}] }] }`,
    ],
    [
      '{ id: a, type: conditional, if: { all: [] } }',
      `5:39 steps[0].if.all: all is not known in steps[0].if; it is written { any: [{ all: [${form}] }] }`,
    ],
    [
      '{ id: a, type: conditional, if: { any: [] } }',
      '5:44 steps[0].if.any: steps[0].if.any must have at least one entry',
    ],
    [
      '{ id: a, type: conditional, if: { any: [{ all: [{ left: 1, op: exists }] }] } }',
      `5:64 steps[0].if.any[0].all[0].op: op is not known in steps[0].if.any[0].all[0]; it is written ${form}`,
    ],
    [
      '{ id: a, type: conditional, if: { any: [{ all: [{ left: 1, operator: equals, right: 1 }] }] } }',
      '5:74 steps[0].if.any[0].all[0].operator: steps[0].if.any[0].all[0].operator does not take equals; did you mean stringExactlyMatches or numberEquals or dateTimeEquals?',
    ],
    [
      '{ id: a, type: fanOut, iterater: [] }',
      '5:28 steps[0].iterater: iterater is not known in steps[0]; did you mean iterator?',
    ],
    [
      '{ id: a, type: fanOut, iterator: 5 }',
      '5:38 steps[0].iterator: A fan-out takes an array: a list, or one template that gives one, as in "{{ find.result.records }}"',
    ],
    [
      '{ id: a, type: response, statusCode: 199 }',
      '5:42 steps[0].statusCode: steps[0].statusCode must be at least 200, not the number 199',
    ],
    [
      '{ id: a, type: response, body: hello }',
      '5:36 steps[0].body: steps[0].body: A JSON response is a map of keys and values, for example { message: created }, or one template that gives one',
    ],
  ])('%s', async (step, line) => {
    expect(await ofStep(step)).toEqual([line])
  })
})

describe('a mistake in a saved request is told once', () => {
  it.each([
    [
      'params: [{ name: a, value: 1 }]',
      '2:28 params[0].value: params[0].value takes text, not the number 1; in quotes it is text: "1"',
    ],
    ['method: GO ON', '2:9 method: method is "GO ON". A method is one word, for example POST (RFC 9110 §9.1)'],
    ['body: { type: hex, hex: f0f }', '2:25 body.hex: A byte is two hex digits, and this is 3 of them'],
    [
      'body: { type: multipart, parts: [{ name: a, hex: "0g" }] }',
      '2:50 body.parts[0].hex: A byte is two hex digits, and "g" is none (digit 2)',
    ],
    [
      'body: { type: multipart, parts: [{ name: a, value: x, file: y }] }',
      '2:34 body.parts[0]: body.parts[0] takes one of file:, value:, not several',
    ],
    [
      'expect: { body: { json: {}, contains: x } }',
      '2:17 expect.body: expect.body takes one of contains:, json:, not several',
    ],
    [
      'expect: { maxDuration: soon }',
      '2:24 expect.maxDuration: expect.maxDuration: A duration is milliseconds or 600ms, 55s, 2m, 1h, 90d',
    ],
    [
      'expect: { steps: { a: { status: succeeded } } }',
      '2:33 expect.steps.a.status: expect.steps.a.status does not take succeeded; did you mean SUCCEEDED?',
    ],
  ])('%s', async (text, line) => {
    expect(await ofRequest(text)).toEqual([line])
  })
})

describe('a reference that leads nowhere is warned about', () => {
  it.each([
    ['call.body', 'The output of call has no body, so this is null; it is one of response'],
    ['call.error', 'The output of call has no error, so this is null; it is one of response'],
    ['wait.value', 'wait is a delay, which has no output, so this is null'],
    ['trigger.body', 'The trigger of type request has no body, so this is null; it is one of request'],
    [
      'trigger.request.query',
      'trigger.request has no query, so this is null; it is one of params, headers, body, file',
    ],
    ["trigger.request.headers['X-Key']", 'Header names are lower-case here, so this is null; write x-key'],
    ['user.id', 'user has no id, so this is null; it is one of userId, meta'],
  ])('%s', async (reference, message) => {
    const { issues, document } = await loadOne(`${head}steps:
  - { id: call, type: request, url: "http://127.0.0.1/" }
  - { id: wait, type: delay, value: 1 }
  - { id: reply, type: response, body: { a: "{{ ${reference} }}" } }
`)
    expect(document).toBeDefined()
    expect(lines(issues)).toEqual([`warning 7:49 steps[2].body.a: ${message}`])
  })

  it('but not where a failed step leaves its error', async () => {
    const step = '{ id: a, type: request, url: "http://127.0.0.1/", continueOnError: true }'
    expect(await ofStep(`${step}\n  - { id: r, type: response, body: { e: "{{ a.error.message }}" } }`)).toEqual([])
  })
})

describe('a Function that is not JavaScript', () => {
  it('is told by the line of its block text', async () => {
    expect(
      await ofStep('id: a\n    type: function\n    code: |\n      function a() {\n        return {{\n      }'),
    ).toEqual([
      "warning 9:17 steps[0].code: This Function is not JavaScript, and its step will fail: Unexpected token '{'",
    ])
  })

  it('is told by its own file and line, a module too', async () => {
    const file = 'workflows/one/a.js'
    const load = (source: string) =>
      loadOne(`${head}steps:\n  - { id: a, type: function, file: ${file} }\n`, { [file]: source })
    const { issues } = await load('const help = () => 1\nexport default function (p) {\n  return help( }\n}\n')
    expect(issues).toMatchObject([{ file, line: 3, column: 16, severity: 'warning' }])
    expect((await load('import x from "y"\nexport default () => x\n')).issues).toEqual([])
    expect((await load('const help = () => 1\nexport default async () => help()\n')).issues).toEqual([])
    expect((await load('// only this\n(parameters, libraries) => ({ ok: true });\n')).issues).toEqual([])
  })
})

it('refuses a Response in a workflow that no request starts', async () => {
  const { issues } = await loadOne(
    'id: a\nname: A\ntrigger: { type: event, event: x }\nsteps: [{ id: r, type: response, body: {} }]\n',
  )
  expect(lines(issues)).toEqual([
    '4:24 steps[0].type: Only a workflow with a trigger of type request can answer (Paragon §4); take this step out',
  ])
})

it('refuses a workflow id that is no segment of a URL, and names every file with one id', async () => {
  expect(lines((await loadOne(head.replace('a1', 'a/1'))).issues)).toEqual([
    '1:5 id: id is "a/1". A workflow id is one path segment of the trigger URL: no /, ?, #, \\ or spaces',
  ])
  const files = Object.fromEntries(['a', 'b', 'c'].map(slug => [`workflows/${slug}.workflow.yaml`, head]))
  expect(lines((await open(files)).workflows[0]?.issues ?? [])).toEqual([
    '1:5 id: workflows/b.workflow.yaml and workflows/c.workflow.yaml have the same id; give one of them an id of its own',
  ])
})
