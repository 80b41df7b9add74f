import { existsSync } from 'node:fs'
import { copyFile, mkdir, open, readdir, realpath, rename, rm, stat, symlink } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import { lookup } from 'mime-types'
import { UserError } from '../../shared/errors.ts'
import { FileRef } from '../../shared/file-value.ts'
import { INTEGRATIONS } from '../../shared/integrations/index.ts'
import type { FileStore } from '../files.ts'
import { besideOf, isBeside } from '../workspace/atomic.ts'
import { writeStream } from '../workspace/atomic-stream.ts'
import { relativePath, resolveInside } from '../workspace/paths.ts'
import { cleanPath } from './file-names.ts'
import { below } from './files-below.ts'
import { type Input, readInput } from './input.ts'
import type { ActionContext, Integration } from './types.ts'

export interface StorageOptions {
  readonly name: string
  /** The workspace's real path. */
  readonly root: string
  readonly dataDir: string
  /** The folder in the workspace that it starts from. */
  readonly folder: string
}

interface Call {
  readonly input: Input
  readonly context: ActionContext
  readonly place: StoragePlace
}

/** Where the files are: the workspace's folder, and a copy of it once something was written. */
interface StoragePlace {
  readonly reading: () => string
  readonly writing: () => Promise<string>
}

/** The storage stand-in (contract §1, the table of stand-ins): the folder in git is never changed. */
export function createStorage({ name, root, dataDir, folder }: StorageOptions): Integration {
  const own = join(dataDir, 'integrations', name)
  let copying: Promise<string> | undefined
  const place: StoragePlace = {
    reading: () => (existsSync(own) ? own : resolveInside(root, folder, 'STEP_FAILED')),
    writing() {
      copying ??= copyOnce(resolveInside(root, folder, 'STEP_FAILED'), own).catch(error => {
        copying = undefined
        throw error
      })
      return copying
    },
  }
  return {
    kind: 'storage',
    actions: Object.keys(INTEGRATIONS.storage.actions),
    async run(action, values, context) {
      const input = readInput({ integration: name, kind: 'storage', action }, values, context.files)
      return ACTIONS[action]?.({ input, context, place })
    },
    async reset() {
      await copying
      copying = undefined
      await rm(own, { recursive: true, force: true })
    },
    async close() {
      await copying
    },
  }
}

const ACTIONS: Record<string, (call: Call) => Promise<unknown>> = {
  async listFiles({ input, place }) {
    const base = place.reading()
    const folder = input.optionalText('folder')
    const start = folder === undefined ? base : inside(base, folder, input, 'folder')
    if (!(await isFolder(start))) {
      if (folder === undefined) return { files: [] }
      throw input.fail(`there is no folder ${folder}; listFiles without folder shows every file`)
    }
    return { files: await describeAll(base, start) }
  },
  async getFile({ input, context, place }) {
    const path = input.text('path')
    const file = await existing(place.reading(), path, input)
    return new FileRef(await readInto(context.files, file), basename(file), mimeTypeOf(file))
  },
  async saveFile({ input, context, place }) {
    const path = cleanPath(input.text('path'))
    if (path.endsWith('/')) throw input.fail(`${path} names a folder; add a file name`, 'path')
    const file = await input.file('file')
    const base = await place.writing()
    const target = inside(base, path, input, 'path')
    if (target === base || (await isFolder(target))) throw input.fail(`${path} is a folder; add a file name`, 'path')
    await writeStream(target, context.files.stream(file.source))
    return describe(base, target)
  },
  async deleteFile({ input, place }) {
    const path = input.text('path')
    const base = await place.writing()
    const file = await existing(base, path, input)
    const description = await describe(base, file)
    await rm(file)
    return description
  },
}

function inside(base: string, path: string, input: Input, field: string): string {
  try {
    return resolveInside(base, path.replace(/^\/+/, '') || '.', 'STEP_FAILED')
  } catch (error) {
    throw error instanceof UserError ? input.fail(`is refused. ${error.message}`, field) : error
  }
}

async function existing(base: string, path: string, input: Input): Promise<string> {
  const file = existsSync(base) ? inside(base, path, input, 'path') : base
  const found = await stat(file).catch(() => undefined)
  if (!found?.isFile()) throw input.fail(`there is no file ${path}; listFiles shows what there is`)
  return file
}

async function isFolder(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined))?.isDirectory() ?? false
}

async function describeAll(base: string, start: string) {
  const { files } = await below(await realpath(base), start)
  const described = await Promise.all(files.filter(file => !isBeside(file)).map(file => describe(base, file)))
  return described.sort((a, b) => (a.path < b.path ? -1 : 1))
}

async function describe(base: string, file: string) {
  return { path: relativePath(base, file), size: (await stat(file)).size, mimeType: mimeTypeOf(file) }
}

function mimeTypeOf(file: string): string {
  return lookup(file) || 'application/octet-stream'
}

async function readInto(store: FileStore, path: string) {
  const sink = store.sink()
  const file = await open(path)
  try {
    for await (const chunk of file.createReadStream()) await sink.write(chunk as Buffer)
    return await sink.finish()
  } catch (error) {
    sink.abort()
    throw error
  } finally {
    await file.close()
  }
}

/**
 * Copies the folder it starts from, at once or not at all; links in it that lead out of it or round in a circle are left
 * behind. What a killed host left of a copy or a file that it was writing is removed.
 */
async function copyOnce(from: string, to: string): Promise<string> {
  const names = await readdir(dirname(to)).catch(() => [])
  const copies = names.filter(name => isBeside(name) && name.startsWith(`${basename(to)}.`))
  await Promise.all(copies.map(name => rm(join(dirname(to), name), { recursive: true, force: true })))
  if (existsSync(to)) {
    const { files } = await below(await realpath(to), to)
    await Promise.all(files.filter(isBeside).map(file => rm(file, { force: true })))
    return to
  }
  const beside = besideOf(to)
  await mkdir(beside, { recursive: true, mode: 0o700 })
  if (existsSync(from)) await copyBelow(from, beside)
  await rename(beside, to)
  return to
}

/** A link to another folder of `from` (a real path) becomes one to that folder's copy. */
async function copyBelow(from: string, to: string): Promise<void> {
  const { folders, files, links } = await below(from, from)
  const copied = (path: string) => join(to, relative(from, path))
  for (const folder of folders) await mkdir(copied(folder))
  for (const file of files) await copyFile(file, copied(file))
  for (const { path, real } of links) await symlink(relative(dirname(path), real), copied(path), 'dir')
}
