import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { caller, openPool } from '../host/functions/support/pool.ts'

/**
 * The same sources in plain Node, here, and in a runner give the same JSON data: one source a line in
 * `functions/<area>.txt`. What the contract asks to be otherwise (`undefined` members) stands in calls.test.ts.
 */
const folder = path.join(import.meta.dirname, 'functions')
const require = createRequire(import.meta.url)
const PARAMETERS = {
  lead: { email: 'Ada@Example.com', name: 'Ada', tags: ['a', 'b'] },
  n: 3,
  when: '2024-02-29T12:00:00Z',
}

const libraries = {
  Buffer,
  bluebird: require('bluebird'),
  cheerio: require('cheerio'),
  crypto: require('node:crypto'),
  csv: { ...require('csv'), sync: require('csv/sync') },
  dateFns: require('date-fns-2'),
  'fast-xml-parser': require('fast-xml-parser'),
  formData: require('form-data'),
  'fuse.js': require('fuse.js'),
  jsonwebtoken: require('jsonwebtoken'),
  lodash: require('lodash'),
  luxon: require('luxon'),
  mime: require('mime-types'),
  moment: require('moment'),
  numberToWords: require('number-to-words'),
  ramda: require('ramda'),
  underscore: require('underscore'),
  'underscore.string': require('underscore.string'),
  url: require('node:url'),
  uuid: require('uuid'),
}

type Outcome = { data: unknown } | { message: string }

async function inNode(source: string): Promise<Outcome> {
  try {
    const shape = Function(`return (${source})`)() as (parameters: unknown, libraries: unknown) => unknown
    const data = await shape(structuredClone(PARAMETERS), libraries)
    return { data: JSON.parse(JSON.stringify(data)) }
  } catch (error) {
    return { message: error instanceof Error ? error.message : String(error) }
  }
}

const call = caller(openPool())

async function inRunner(source: string): Promise<Outcome> {
  const outcome = await call(source, PARAMETERS)
  return outcome.ok ? { data: outcome.result } : { message: outcome.error.message }
}

for (const file of fs.readdirSync(folder)) {
  const sources = fs.readFileSync(path.join(folder, file), 'utf8').trimEnd().split('\n')
  describe(path.basename(file, '.txt'), () => {
    it.each(sources)('%s', async source => {
      const here = await inNode(source)
      expect(Object.keys(here)).toEqual([file === 'errors.txt' ? 'message' : 'data'])
      expect(await inRunner(source)).toEqual(here)
    })
  })
}
