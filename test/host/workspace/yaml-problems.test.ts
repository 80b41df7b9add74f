import { describe, expect, it } from 'vitest'
import { lines, loadOne } from './open.ts'

const head = 'id: a1\nname: One\ntrigger: { type: request }\n'
const notYaml = (place: string, message: string) => [`${place} : This is not YAML: ${message}`]
const deeper = 'This line is indented further than the key it should stand beside, so it continues the value above'
const braces = 'A value that begins with {{ is written in quotes, as in "{{ trigger.request.body.email }}"'

describe('a file that is not YAML tells one mistake for each cause, where a person looks for it', () => {
  it.each([
    ['a key indented too far', `${head}steps:\n  - id: a\n    type: delay\n     value: 1\n`, '7:6', deeper],
    ['a key indented too far at the top', 'id: a1\nname: One\n trigger:\n  type: request\nsteps: []\n', '3:2', deeper],
    [
      'a key indented too little',
      `${head}steps:\n  - id: a\n   type: delay\n`,
      '6:4',
      'This line is indented unlike the lines it belongs to; an item of a list begins with a dash',
    ],
    [
      'keys of a map in two columns',
      'id: a1\ntrigger:\n    type: request\n  method: GET\nname: One\n',
      '4:3',
      'This line is indented unlike the lines it belongs to; keys of one map begin in one column',
    ],
    [
      'a tab',
      'id: a1\nname: One\ntrigger:\n\ttype: request\n\tmethod: GET\n',
      '4:1',
      'This line is indented with a tab; YAML takes spaces',
    ],
    [
      'an open double quote',
      'id: a1\nname: "One\ntrigger: { type: request }\nsteps: []\n',
      '2:7',
      'The text that begins with this " is not closed',
    ],
    [
      'an open single quote',
      "id: a1\nname: 'One\ntrigger: { type: request }\n",
      '2:7',
      "The text that begins with this ' is not closed",
    ],
    [
      'an open quote that a later one closes',
      'id: "a1\nname: "One"\ntrigger: { type: request }\n',
      '1:5',
      'The text that begins with this " is not closed',
    ],
    [
      'an open brace',
      'id: a1\nname: One\ntrigger: { type: request\nsteps: []\n',
      '3:10',
      'This { is not closed with }',
    ],
    [
      'an open bracket',
      'id: a1\nname: One\nsteps: [{ id: a }\ntrigger: { type: request }\n',
      '3:8',
      'This [ is not closed with ]',
    ],
    [
      'a template without quotes and text after it',
      `${head}steps:\n  - id: a\n    url: {{ settings.base }}/x\n`,
      '6:10',
      braces,
    ],
    [
      'a colon in plain text',
      'id: a1\nname: One: two\n',
      '2:7',
      'A text with a colon and a space in it is written in quotes',
    ],
    ['an @ at the start', 'id: a1\nname: @one\n', '2:7', 'A text that begins with @ is written in quotes'],
    [
      'a missing colon',
      `id: a1\nname One\ntrigger: { type: request }\n`,
      '2:1',
      'This line has no colon; a key and its value are written key: value',
    ],
    [
      'a missing colon in the last line',
      `${head}steps\n`,
      '4:1',
      'This line has no colon; a key and its value are written key: value',
    ],
    [
      'a dash without a space',
      `${head}steps:\n  -id: a\n   type: delay\n`,
      '5:3',
      'A list item has a space after its dash, as in - id: reply',
    ],
    [
      'a backslash in double quotes',
      'id: a1\nname: "C:\\path"\n',
      '2:10',
      'In double quotes a backslash begins an escape, and \\p is none; write \\\\ or use single quotes',
    ],
    [
      'a second document',
      `${head}---\n${head}`,
      '4:1',
      'A file holds one document; move what follows this line into a file of its own',
    ],
  ])('%s', async (_, source, place, message) => {
    expect(lines((await loadOne(source)).issues)).toEqual(notYaml(place, message))
  })

  it('tells every key that stands twice', async () => {
    const { issues } = await loadOne(`${head}name: Two\nsteps:\n  - { id: a, type: delay, value: 1, value: 2 }\n`)
    expect(lines(issues)).toEqual([
      '4:1 : This is not YAML: The key name stands twice in this map; keep one of them',
      '6:37 : This is not YAML: The key value stands twice in this map; keep one of them',
    ])
  })

  it('refuses templates without quotes, which YAML takes for maps', async () => {
    const { issues } = await loadOne(
      `${head}steps:\n  - { id: a, type: function, code: () => 1, parameters: { a: {{ trigger.request.body }} } }\n`,
    )
    expect(lines(issues)).toEqual([`5:62 : ${braces}`])
  })

  it('takes anchors, aliases and merge keys, and refuses those that lead nowhere or without end', async () => {
    const parameters = (text: string) =>
      `${head}steps:\n  - { id: a, type: function, code: () => 1, parameters: ${text} }\n`
    const { document } = await loadOne(parameters('{ a: &x { n: 1 }, b: *x, c: { <<: *x, m: 2 } }'))
    expect(document?.steps[0]).toMatchObject({ parameters: { a: { n: 1 }, b: { n: 1 }, c: { n: 1, m: 2 } } })
    expect(lines((await loadOne(parameters('{ a: *y }'))).issues)).toEqual([
      '5:62 : There is no anchor &y before this alias; a text that begins with * is written in quotes',
    ])
    expect(lines((await loadOne(parameters('{ a: &x [*x] }'))).issues)).toEqual([
      '5:66 : This alias stands inside &x, which it would repeat without end',
    ])
  })

  it('refuses aliases that multiply', async () => {
    const levels = [...'bcdefghi'].map(
      (name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`)}]\n`,
    )
    const { issues } = await loadOne(`${head}a: &a [x, x, x, x, x, x, x, x, x]\n${levels.join('')}`)
    expect(lines(issues)).toEqual([
      '1:1 : The aliases of this document repeat more than a person would write; write the data out',
    ])
  })
})

describe('a file that is no text of a document', () => {
  it.each([
    ['is empty', '', '1:1 : The document is empty; it takes a map of names to values'],
    ['holds comments alone', '# mine\n', '1:1 : The document is empty; it takes a map of names to values'],
    ['holds a list', '- a\n', '1:1 : The document takes a map of names to values, not a list'],
    [
      'holds a NUL',
      `${head}description: a\0b\n`,
      '4:15 : This file holds the control character U+0000; remove it, or write it as an escape in double quotes',
    ],
    [
      'is Latin-1',
      Buffer.from(`${head}description: caf\xe9\n`, 'latin1'),
      '4:17 : This file is not UTF-8 text; save it as UTF-8',
    ],
    ['is UTF-16', Buffer.from(`\uFEFF${head}`, 'utf16le'), '1:1 : This file is not UTF-8 text; save it as UTF-8'],
    [
      'is larger than any document',
      `${head}# ${'x'.repeat(9 << 20)}\n`,
      '1:1 : This document has 9.0 MiB, and 8 MiB is the most; put large data into files/ and name the file',
    ],
    ['is nested without end', `${head}description: ${'['.repeat(20_000)}`, 'This is not YAML: it is nested too deep'],
    [
      'is nested deeper than anyone reads',
      `${head}description: ${'['.repeat(600)}${']'.repeat(600)}\n`,
      '1:1 : This document is nested more than 500 deep; a person could not read it',
    ],
  ])('%s', async (_, source, message) => {
    const { issues } = await loadOne(source)
    expect(issues).toHaveLength(1)
    expect(lines(issues)[0]).toContain(message)
  })

  it('may begin with a byte order mark and end its lines as Windows does', async () => {
    expect((await loadOne(`\uFEFF${head.replaceAll('\n', '\r\n')}`)).issues).toEqual([])
  })

  it('may hold thousands of steps', async () => {
    const steps = Array.from({ length: 2_000 }, (_, index) => `  - { id: s${index}, type: delay, value: 1 }\n`)
    expect((await loadOne(`${head}steps:\n${steps.join('')}`)).document?.steps).toHaveLength(2_000)
  })
})
