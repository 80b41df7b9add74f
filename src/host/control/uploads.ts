import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { join, parse } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

const FOLDER = 'files'
const RESERVED = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i
const LONGEST_NAME = 120

/**
 * A name that Windows, macOS and Linux all take: the last path segment, without control characters and `<>:"|?*`, without leading
 * dots or trailing dots and spaces.
 */
export function cleanFileName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? ''
  const clean = last
    .normalize('NFC')
    .replace(/[\p{Cc}<>:"|?*]/gu, '_')
    .replace(/^[. ]+|[. ]+$/g, '')
  const { name: stem, ext } = parse(clean)
  const short = `${[...stem].slice(0, LONGEST_NAME).join('')}${ext.slice(0, 20)}`
  if (short === '') return 'file'
  return RESERVED.test(short) ? `_${short}` : short
}

/** Keeps bytes under `files/` of the workspace, under a name of their own: never over another file. Gives the path in the workspace. */
export async function keepUpload(root: string, name: string, bytes: Readable): Promise<string> {
  const folder = join(root, FOLDER)
  await mkdir(folder, { recursive: true })
  const part = join(folder, `.${randomUUID()}.part`)
  try {
    await pipeline(bytes, createWriteStream(part, { flags: 'wx' }))
    const free = await reserveName(folder, cleanFileName(name))
    await rename(part, join(folder, free))
    return `${FOLDER}/${free}`
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/** Creates an empty file under the first free name: `a.pdf`, `a (2).pdf`, … */
async function reserveName(folder: string, name: string): Promise<string> {
  const { name: stem, ext } = parse(name)
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${stem} (${number})${ext}`
    try {
      await (await open(join(folder, candidate), 'wx')).close()
      return candidate
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    }
  }
}
