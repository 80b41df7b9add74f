import { brotliCompressSync, gzipSync } from 'node:zlib'

/** One hostile connection: what is written, and what may come back. */
export interface Hostile {
  kind: string
  /** Written one after the other; each when the one before was handed to the system. */
  pieces: Buffer[]
  /** Statuses of which every answer must be one; none where the host may just close. */
  statuses: readonly number[]
  /** The connection is closed without an answer, because nothing that asks for one was sent. */
  silent?: true
  /** Runs it starts. */
  runs: number
}

/** Small, fast and the same everywhere (mulberry32): a failing case can be made again from its number. */
export function createRandom(seed: number) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number) => Math.floor(next() * limit)
  return {
    below,
    pick: <T>(items: readonly T[]): T => items[below(items.length)] as T,
    bytes: (length: number) => Buffer.from(Array.from({ length }, () => below(256))),
    word: (length: number) => Array.from({ length }, () => 'abcdefghijklmnop'[below(16)]).join(''),
  }
}

type Random = ReturnType<typeof createRandom>
type Make = (random: Random, host: string) => Omit<Hostile, 'kind' | 'runs'> & { runs?: number }

const ECHO = '/projects/p/sdk/triggers/echo'
const JSON_TYPE = 'Content-Type: application/json\r\n'
const MALFORMED = [400]

const text = (...pieces: string[]) => pieces.map(piece => Buffer.from(piece, 'latin1'))
const head = (host: string, fields = '', method = 'POST', target = ECHO) =>
  `${method} ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n${fields}\r\n`
const withBody = (host: string, fields: string, body: Buffer | string, target = ECHO) => [
  Buffer.from(head(host, `${fields}Content-Length: ${Buffer.byteLength(body)}\r\n`, 'POST', target), 'latin1'),
  Buffer.from(body),
]
const chunked = (host: string, fields: string, ...chunks: string[]) =>
  text(head(host, `Transfer-Encoding: chunked\r\n${fields}`), ...chunks)
const form = (host: string, body: string, boundary = 'boundary=b') =>
  withBody(host, `Content-Type: multipart/form-data; ${boundary}\r\n`, body)

const part = (name: string, value: string) =>
  `--b\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

/** The kinds of hostile requests. The statuses are those of the contract's table of errors. */
export const KINDS: Readonly<Record<string, Make>> = {
  'two lengths': (random, host) => ({
    pieces: text(`${head(host, `Content-Length: ${random.below(9)}\r\nContent-Length: ${random.below(9)}\r\n`)}{}`),
    statuses: MALFORMED,
  }),
  'a length and chunks': (random, host) => ({
    pieces: text(
      head(
        host,
        random.pick([
          'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n',
          'Transfer-Encoding: chunked\r\nContent-Length: 5\r\n',
        ]),
      ),
      '0\r\n\r\nGET /evil HTTP/1.1\r\n\r\n',
    ),
    statuses: MALFORMED,
  }),
  'a length that is none': (random, host) => ({
    pieces: text(
      head(
        host,
        `Content-Length: ${random.pick(['-1', '+2', '0x2', '1e3', '2 2', '2, 2', '99999999999999999999999', ' ', 'NaN'])}\r\n`,
      ),
      '{}',
    ),
    statuses: MALFORMED,
  }),
  'an unknown transfer coding': (random, host) => ({
    pieces: text(
      head(
        host,
        `Transfer-Encoding: ${random.pick(['xchunked', 'gzip, chunked', 'chunked, chunked', 'identity', 'chunked;q=1', '"chunked"'])}\r\n`,
      ),
      '0\r\n\r\n',
    ),
    statuses: MALFORMED,
  }),
  'a line that is no header': (random, host) => ({
    pieces: text(
      head(
        host,
        `${random.pick(['nothing', 'X : 1', ': 1', 'X\t: 1', 'X: a\r\n folded', 'X: \0', 'X: a\rb', ' X: 1', 'X\x80: 1', 'X@: \x01'])}\r\n`,
      ),
    ),
    statuses: MALFORMED,
  }),
  'bare line feeds': (random, host) => ({
    pieces: text(`GET /healthz HTTP/1.1\nHost: ${host}\nX: ${random.word(4)}\n\n`),
    statuses: MALFORMED,
  }),
  'another protocol': random => ({
    pieces: [
      random.pick([
        Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'),
        Buffer.from('16030100c8010000c403035f', 'hex'),
        Buffer.from('SSH-2.0-OpenSSH_9\r\n'),
        Buffer.from('\x05\x01\0', 'latin1'),
        Buffer.from('EHLO there\r\n'),
        Buffer.from(`GET /healthz HTTP/3.0\r\n\r\n`),
        Buffer.from(`FOO /healthz HTTP/1.1\r\n\r\n`),
        Buffer.from(`get /healthz HTTP/1.1\r\n\r\n`),
      ]),
    ],
    statuses: MALFORMED,
  }),
  'random bytes': random => ({
    pieces: [Buffer.concat([Buffer.from([0x80]), random.bytes(1 + random.below(200))])],
    statuses: MALFORMED,
  }),
  'HTTP/0.9': random => ({ pieces: text(`GET /${random.word(3)}\r\n\r\n`), statuses: [403] }),
  'headers over the limit': (random, host) => ({
    pieces: text(head(host, `X: ${'x'.repeat(9_000 + random.below(20_000))}\r\n`)),
    statuses: [431],
  }),
  'endless headers': (random, host) => ({
    pieces: [
      Buffer.from(head(host).slice(0, -2)),
      ...Array.from({ length: 20 + random.below(9) }, () => Buffer.from('a: b\r\n'.repeat(200))),
    ],
    statuses: [431],
  }),
  'a long target': (random, host) => ({
    pieces: text(head(host, '', 'GET', `${ECHO}?${'x'.repeat(2_100 + random.below(4_000))}`)),
    statuses: [414],
  }),
  'a target that leads nowhere': (random, host) => ({
    pieces: text(
      head(
        host,
        '',
        'GET',
        random.pick([
          '/../../etc/passwd',
          '/projects/p/sdk/triggers/..%2f..%2fetc',
          '/%00',
          '//',
          '/projects//sdk/triggers/echo',
          '/projects/q/sdk/triggers/echo',
          '*',
          '/projects/p/sdk/triggers/%zz',
          '/projects/%ff/sdk/triggers/echo',
          '/constructor',
          '/projects/p/sdk/triggers/__proto__',
          '/projects/__proto__/sdk/triggers/echo',
          `/${random.word(9)}`,
        ]),
      ),
    ),
    statuses: [400, 404],
  }),
  'another host': (random, host) => ({
    pieces: text(
      random.pick([
        head('evil.test'),
        head(`evil.test\r\nX: 1`),
        head(host, '', 'POST', `http://evil.test${ECHO}`),
        head('127.0.0.1:1'),
        head(`${host}@evil.test`),
        head(''),
        head(`${host}.evil.test`),
      ]),
    ),
    statuses: [403],
  }),
  'two hosts': (random, host) => ({
    pieces: text(head(host, `Host: ${random.pick([host, 'evil.test', ''])}\r\n`)),
    statuses: MALFORMED,
  }),
  'another origin': (random, host) => ({
    pieces: text(
      head(
        host,
        `Origin: ${random.pick(['null', 'https://evil.test', 'http://localhost.evil.test', 'http://127.0.0.1.evil.test', 'file://', 'http://evil.test#localhost'])}\r\nContent-Length: 0\r\n`,
      ),
    ),
    statuses: [403],
  }),
  'a method that is not taken': (random, host) => ({
    pieces: text(head(host, '', random.pick(['TRACE', 'PROPFIND', 'OPTIONS', 'MKCOL', 'HEAD']))),
    statuses: [405],
  }),
  'a tunnel': (random, host) => ({
    pieces: text(head(host, '', 'CONNECT', random.pick(['evil.test:443', host]))),
    statuses: [405],
  }),
  'a body that is cut': (random, host) => ({
    pieces: text(head(host, `${JSON_TYPE}Content-Length: ${20 + random.below(99)}\r\n`), '{"a":'),
    statuses: [408],
  }),
  'a head that is cut': (random, host) => {
    const whole = head(host, 'X: 1\r\n')
    return { pieces: text(whole.slice(0, 1 + random.below(whole.length - 2))), statuses: [408] }
  },
  'nothing at all': () => ({ pieces: [], statuses: [], silent: true }),
  'a chunk that is none': (random, host) => ({
    pieces: chunked(
      host,
      JSON_TYPE,
      random.pick([
        'zz\r\n{}\r\n0\r\n\r\n',
        '-2\r\n{}\r\n0\r\n\r\n',
        'fffffffffffffffff\r\n{}',
        '2\r\n{}x\r\n0\r\n\r\n',
        '2\n{}\n0\n\n',
        '0x2\r\n{}\r\n0\r\n\r\n',
        `2;${'x'.repeat(30_000)}\r\n{}\r\n0\r\n\r\n`,
        ' 2\r\n{}\r\n0\r\n\r\n',
      ]),
    ),
    statuses: MALFORMED,
  }),
  'a chunk amid which bytes go wrong': (random, host) => ({
    pieces: chunked(host, JSON_TYPE, '2\r\n{}', `${random.word(2)}\r\n0\r\n\r\n`),
    statuses: MALFORMED,
  }),
  'trailers over the limit': (random, host) => ({
    pieces: chunked(host, JSON_TYPE, '2\r\n{}\r\n0\r\n', `X: ${'x'.repeat(9_000 + random.below(9_000))}\r\n\r\n`),
    statuses: [431],
  }),
  'a body over the limit': (random, host) => ({
    pieces: random.pick([
      withBody(host, JSON_TYPE, Buffer.alloc(210_000 + random.below(9_000), ' ')),
      text(head(host, `${JSON_TYPE}Content-Length: 99999999999\r\n`), '{}'),
      chunked(host, JSON_TYPE, `33450\r\n${' '.repeat(210_000)}\r\n0\r\n\r\n`),
      text(head(host, `${JSON_TYPE}Expect: 100-continue\r\nContent-Length: 9999999\r\n`)),
    ]),
    statuses: [413],
  }),
  'a bomb': (random, host) => {
    const [encoding, compress] = random.pick([
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const)
    return {
      pieces: withBody(
        host,
        `${JSON_TYPE}Content-Encoding: ${encoding}\r\n`,
        compress(Buffer.alloc(1_200_000 + random.below(99), ' ')),
      ),
      statuses: [413],
    }
  },
  'a broken archive': (random, host) => ({
    pieces: withBody(
      host,
      `${JSON_TYPE}Content-Encoding: ${random.pick(['gzip', 'deflate', 'br'])}\r\n`,
      Buffer.concat([Buffer.from([0xff]), random.bytes(30)]),
    ),
    statuses: MALFORMED,
  }),
  'an unknown encoding': (random, host) => ({
    pieces: withBody(
      host,
      `${JSON_TYPE}Content-Encoding: ${random.pick(['lzw', 'zstd', 'gzip, gzip', 'constructor', '__proto__'])}\r\n`,
      '{}',
    ),
    statuses: [415],
  }),
  'an unknown charset': (random, host) => ({
    pieces: withBody(
      host,
      `Content-Type: text/plain; charset=${random.pick(['klingon', 'constructor', random.word(6)])}\r\n`,
      'x',
    ),
    statuses: [415],
  }),
  'deep JSON': (random, host) => ({
    pieces: withBody(host, JSON_TYPE, random.pick(['[', '{"a":', '[{"a":']).repeat(501 + random.below(9_000))),
    statuses: MALFORMED,
  }),
  'no JSON': (random, host) => ({
    pieces: withBody(
      host,
      JSON_TYPE,
      random.pick([
        Buffer.from('{"a":}'),
        Buffer.from('{"a":1}}'),
        Buffer.from("{'a':1}"),
        Buffer.from([0x22, 0xff, 0x22]),
        Buffer.from([0xed, 0xa0, 0x80]),
        Buffer.from('\ufeff\ufeff{}'),
        Buffer.from('{}', 'utf16le'),
        Buffer.from('NaN'),
        Buffer.from('"\\x"'),
        Buffer.from(`"${random.word(3)}`),
      ]),
    ),
    statuses: MALFORMED,
  }),
  'hex that is none': (random, host) => ({
    pieces: withBody(
      host,
      JSON_TYPE,
      JSON.stringify({ f: { dataType: 'FILE', data: random.pick(['0', '0g', 'é0', ' 00', 1, null, {}]) } }),
    ),
    statuses: MALFORMED,
  }),
  'a form that is none': (random, host) => ({
    pieces: random.pick([
      form(host, '--b\r\nnope'),
      form(host, part('a', 'half').slice(0, -9)),
      form(host, `--b\r\n\r\nno headers\r\n--b--\r\n`),
      form(host, `${part('a', '1')}--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--`),
      form(host, part('a', '1'), ''),
      form(host, part('a', '1'), 'boundary='),
      form(host, part('a', '1'), `boundary=${'x'.repeat(71 + random.below(300))}`),
      form(host, random.word(500)),
    ]),
    statuses: MALFORMED,
  }),
  'many parts': (random, host) => ({
    pieces: form(host, `${part('a', '1').repeat(1_100 + random.below(800))}--b--\r\n`),
    statuses: MALFORMED,
  }),
  'endless part headers': (random, host) => ({
    pieces: form(
      host,
      `--b\r\nContent-Disposition: form-data; name="a"\r\n${'X: yyyyyyyy\r\n'.repeat(1_800 + random.below(900))}`,
    ),
    statuses: MALFORMED,
  }),
  'a request, then bytes that are none': (random, host) => ({
    pieces: text(
      `POST ${ECHO} HTTP/1.1\r\nHost: ${host}\r\n${JSON_TYPE}Content-Length: 2\r\n\r\n{}${random.pick(['garbage\r\n\r\n', '\x80\x81', 'GET /\0 HTTP/1.1\r\n\r\n'])}`,
    ),
    statuses: [200, 400],
    runs: 1,
  }),
  // What looks hostile and is not: each starts its run.
  'names of the prototype': (random, host) => ({
    pieces: withBody(
      host,
      JSON_TYPE,
      random.pick([
        '{"__proto__":{"x":1}}',
        '{"constructor":{"prototype":{"x":1}}}',
        '{"toString":1,"hasOwnProperty":2}',
        '{"a":{"__proto__":null}}',
      ]),
    ),
    statuses: [200],
    runs: 1,
  }),
  'fields of the prototype': (random, host) => ({
    pieces: random.pick([
      withBody(host, 'Content-Type: application/x-www-form-urlencoded\r\n', '__proto__=1&__proto__=2&constructor=3'),
      form(host, `${part('__proto__', '1')}${part('constructor', '2')}--b--\r\n`),
      withBody(
        host,
        `${JSON_TYPE}__proto__: 1\r\nconstructor: 2\r\n`,
        '{}',
        `${ECHO}?__proto__=1&constructor[prototype]=2`,
      ),
    ]),
    statuses: [200],
    runs: 1,
  }),
  'an upgrade that is passed over': (random, host) => ({
    pieces: text(
      `POST ${ECHO} HTTP/1.1\r\nHost: ${host}\r\nConnection: close, Upgrade\r\nUpgrade: ${random.pick(['websocket', 'h2c', 'TLS/1.0'])}\r\n${JSON_TYPE}Content-Length: 2\r\n\r\n{}`,
    ),
    statuses: [200],
    runs: 1,
  }),
  'one byte a chunk': (random, host) => ({
    pieces: chunked(
      host,
      JSON_TYPE,
      `${[...'{"a":1}'].map(char => `1;${random.word(3)}\r\n${char}\r\n`).join('')}0\r\nX-Trailer: 1\r\n\r\n`,
    ),
    statuses: [200],
    runs: 1,
  }),
  'requests in a row': (random, host) => {
    const one = `POST ${ECHO} HTTP/1.1\r\nHost: ${host}\r\n${JSON_TYPE}Content-Length: 2\r\n\r\n{}`
    const count = 1 + random.below(5)
    return { pieces: text(`${one.repeat(count)}${head(host, '', 'GET', '/healthz')}`), statuses: [200], runs: count }
  },
}

/** The hostile request of a number: the same for the same number. */
export function hostileRequest(number: number, host: string): Hostile {
  const names = Object.keys(KINDS)
  const kind = names[number % names.length] as string
  return { runs: 0, ...(KINDS[kind] as Make)(createRandom(number), host), kind }
}
