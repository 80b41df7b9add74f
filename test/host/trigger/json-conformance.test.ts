import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { JsonReader, parseJson } from '../../../src/host/trigger/json.ts'
import { scanJson } from '../../../src/host/trigger/json-scan.ts'
import { INVALID, VALID } from './json-cases.ts'

/** Reads in pieces of one length, as a large body comes. */
async function read(bytes: Buffer, length: number, depth = 500): Promise<unknown> {
  const reader = new JsonReader(depth)
  for (let at = 0; at < bytes.length; at += length) reader.write(bytes.subarray(at, at + length))
  return reader.end()
}

function scan(text: string, depth = 500): unknown {
  const steps = scanJson(text, depth)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

const shown = (bytes: Buffer) => JSON.stringify(bytes.toString('latin1')).slice(0, 60)

describe('RFC 8259', () => {
  it.each(VALID.map(([bytes, value]) => [shown(bytes), bytes, value] as const))(
    'allows %s',
    async (_, bytes, value) => {
      expect(parseJson(bytes, 500)).toEqual(value)
      expect(await read(bytes, 1)).toEqual(value)
      expect(scan(bytes.toString().replace(/^\ufeff/, ''))).toEqual(value)
    },
  )

  it.each(INVALID.map(([bytes, line, column]) => [shown(bytes), bytes, { line, column }] as const))(
    'does not allow %s, and the place is known',
    async (_, bytes, meta) => {
      const wanted = expect.objectContaining({ code: 'BODY_NOT_JSON', meta })
      expect(() => parseJson(bytes, 500)).toThrow(wanted)
      for (const length of [1, 3]) await expect((async () => read(bytes, length))()).rejects.toEqual(wanted)
    },
  )

  it('gives what JSON.parse gives, for any JSON', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.integer({ min: 0, max: 4 }), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent)
        expect(scan(text)).toEqual(JSON.parse(text))
      }),
    )
  })

  it('says no where JSON.parse does, for any change of a character', () => {
    const change = fc.tuple(fc.json(), fc.nat(), fc.constantFrom('', ',', '"', '{', ']', '\\', '0', '\n', 'e', ' '))
    fc.assert(
      fc.property(change, ([json, at, char]) => {
        const place = at % (json.length + 1)
        const text = json.slice(0, place) + char + json.slice(place + 1)
        const native = outcome(() => JSON.parse(text))
        expect(outcome(() => scan(text))).toEqual(native)
      }),
      { numRuns: 500 },
    )
  })
})

function outcome(parse: () => unknown): unknown {
  try {
    return { value: parse() }
  } catch {
    return 'no JSON'
  }
}

describe('a large JSON body', () => {
  const large = `{"list":[${'{"a":[1,"x\\n",{"b":null}]},'.repeat(60_000)}0],"long":"${'y'.repeat(2_000_000)}"`

  it('is what JSON.parse makes of it', async () => {
    expect(JSON.stringify(await read(Buffer.from(`${large}}`), 65_536))).toBe(JSON.stringify(JSON.parse(`${large}}`)))
  })

  it('tells where it breaks off, and how deep it may be', async () => {
    await expect(read(Buffer.from(large), 65_536)).rejects.toMatchObject({
      code: 'BODY_NOT_JSON',
      meta: { line: 1, column: large.length + 1 },
    })
    const nested = (depth: number) => Buffer.from(`${' '.repeat(2_000_000)}${'['.repeat(depth)}${']'.repeat(depth)}`)
    expect(await read(nested(500), 65_536)).toBeDefined()
    await expect(read(nested(501), 65_536)).rejects.toMatchObject({ code: 'BODY_TOO_DEEP' })
  })
})
