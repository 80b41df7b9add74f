import { describe, expect, it } from 'vitest'
import { CurlError } from '../../src/shared/curl/error.ts'
import { parseCurl } from '../../src/shared/curl/parse.ts'
import { splitWords } from '../../src/shared/curl/words.ts'

const read = (command: string) => parseCurl(command).request

describe('the words of a command', () => {
  it.each([
    [`a  b\tc`, ['a', 'b', 'c']],
    [`'a b' "c d"e f'g'h`, ['a b', 'c de', 'fgh']],
    [`a\\ b \\'c`, ['a b', "'c"]],
    [`a \\\n  b \\\r\n c`, ['a', 'b', 'c']],
    [`'it'\\''s'`, ["it's"]],
    [`"a\\"b\\\\c\\n"`, ['a"b\\c\\n']],
    [`$'a\\n\\'b\\u00e9\\x41'`, ["a\n'béA"]],
    [`'' ""`, ['', '']],
  ])('%s', (command, words) => {
    expect(splitWords(command)).toEqual(words)
  })

  it.each([`'a`, `"a`, `$'a`])('a quote without an end, %s, is refused', command => {
    expect(() => splitWords(command)).toThrow(CurlError)
  })
})

describe('a cURL command', () => {
  it('is a GET with its query when it has no body', () => {
    expect(read(`curl 'http://localhost:1/x?a=%30&b#top' -H 'X-B: 1' -H "x-b:2" -H 'Empty;'`)).toMatchObject({
      method: 'GET',
      rawQuery: 'a=%30&b',
      headers: [
        { name: 'X-B', value: '1' },
        { name: 'x-b', value: '2' },
        { name: 'Empty', value: '' },
      ],
      body: { type: 'none' },
    })
  })

  it('is a POST with a form when it has data, joined with &', () => {
    expect(read(`curl http://x -d a=1 -d 'b=2' --data-urlencode 'c=ü&'`)).toMatchObject({
      method: 'POST',
      body: { type: 'text', text: 'a=1&b=2&c=%C3%BC%26', contentType: 'application/x-www-form-urlencoded' },
    })
  })

  it('keeps JSON as it is written', () => {
    const text = '{"n": 1.00, "t": "it\'s"}'
    const command = `curl --request PUT --url http://x -H 'content-type: application/json' --data-raw $'{"n": 1.00, "t": "it\\'s"}'`
    expect(read(command)).toMatchObject({ method: 'PUT', body: { type: 'json', text } })
    expect(read(`curl --json '{"a":1}' http://x`)).toMatchObject({
      method: 'POST',
      body: { type: 'json', text: '{"a":1}' },
    })
  })

  it('sends a file by its path', () => {
    expect(read(`curl -XPATCH http://x -H 'Content-Type: image/png' --data-binary @files/a.png`)).toMatchObject({
      method: 'PATCH',
      body: { type: 'file', file: 'files/a.png', contentType: 'image/png' },
    })
  })

  it('has the parts of a form, text and files', () => {
    const command = `curl http://x -F email=a@b.c -F 'contract=@files/c.pdf;type=application/pdf;filename="d.pdf"' --form-string 'n=@x'`
    expect(read(command).body).toMatchObject({
      type: 'multipart',
      parts: [
        { name: 'email', value: 'a@b.c' },
        { name: 'contract', file: 'files/c.pdf', contentType: 'application/pdf', fileName: 'd.pdf' },
        { name: 'n', value: '@x' },
      ],
    })
  })

  it('puts its data into the query with -G, and user and cookie where they belong', () => {
    expect(read(`curl -sSLG -u 'me:a:b' -b 'c=1' -A tool -d q=1 'http://x?p=0'`)).toMatchObject({
      method: 'GET',
      rawQuery: 'p=0&q=1',
      auth: { type: 'basic', username: 'me', password: 'a:b' },
      headers: [
        { name: 'Cookie', value: 'c=1' },
        { name: 'User-Agent', value: 'tool' },
      ],
      body: { type: 'none' },
    })
  })

  it.each([
    ['wget http://x', 'begins with the word curl'],
    ['curl --frobnicate http://x', '--frobnicate is not known'],
    ['curl http://x -H', '-H has no value'],
    ['curl http://x -H nocolon', 'has no colon'],
    ['curl http://x -F nothing', 'has no ='],
  ])('%s is refused: %s', (command, sentence) => {
    expect(() => read(command)).toThrow(sentence)
  })
})
