import { fork } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { FileRef } from '../../../src/shared/file-value.ts'
import { createFolder } from '../../support/folder.ts'
import { createBench } from './run.ts'

function storage() {
  const root = createFolder({ 'storage/contract.pdf': '%PDF-1.7', 'storage/leads/a.csv': 'a,b\n', 'secret.txt': 'x' })
  return { root, ...createBench(root, { kind: 'storage' }) }
}

describe('reading', () => {
  it('lists files with size and type, of one folder too', async () => {
    const { run } = storage()
    expect(await run('listFiles', {})).toEqual({
      files: [
        { path: 'contract.pdf', size: 8, mimeType: 'application/pdf' },
        { path: 'leads/a.csv', size: 4, mimeType: 'text/csv' },
      ],
    })
    expect(await run('listFiles', { folder: '/leads/' })).toEqual({
      files: [{ path: 'leads/a.csv', size: 4, mimeType: 'text/csv' }],
    })
    await expect(run('listFiles', { folder: 'nothing' })).rejects.toThrow('it.listFiles: there is no folder nothing')
  })

  it('gives a file with its bytes, name and the type of its name', async () => {
    const { run } = storage()
    const file = (await run('getFile', { path: 'contract.pdf' })) as FileRef
    expect(file.toObject()).toEqual({
      name: 'contract.pdf',
      mimeType: 'application/pdf',
      dataType: 'FILE',
      size: '8',
      data: Buffer.from('%PDF-1.7').toString('hex'),
    })
  })

  it.each(['../secret.txt', 'leads/../../secret.txt', '/../secret.txt', 'out/secret.txt'])('refuses %s', async path => {
    const { root, run } = storage()
    symlinkSync(root, join(root, 'storage/out'))
    await expect(run('getFile', { path })).rejects.toMatchObject({
      code: 'STEP_FAILED',
      message: expect.stringMatching(/^it\.getFile: path is refused\. The path .* leads out of the folder/),
    })
  })

  it('says which file is not there', async () => {
    await expect(storage().run('getFile', { path: 'none.pdf' })).rejects.toThrow(
      'it.getFile: there is no file none.pdf; listFiles shows what there is',
    )
  })
})

describe('writing', () => {
  it('goes into a copy: the folder in git stays as it is', async () => {
    const { root, run, file } = storage()
    const saved = await run('saveFile', { path: 'new/b.txt', file: await file('x.txt', 'text/plain', 'hello') })
    expect(saved).toEqual({ path: 'new/b.txt', size: 5, mimeType: 'text/plain' })
    expect(await run('deleteFile', { path: 'contract.pdf' })).toEqual({
      path: 'contract.pdf',
      size: 8,
      mimeType: 'application/pdf',
    })
    expect(await run('listFiles', {})).toMatchObject({ files: [{ path: 'leads/a.csv' }, { path: 'new/b.txt' }] })
    expect(existsSync(join(root, 'storage/new'))).toBe(false)
    expect(readFileSync(join(root, 'storage/contract.pdf'), 'utf8')).toBe('%PDF-1.7')
  })

  it('puts a file in the place of another, also from hex, and a reset brings the first back', async () => {
    const { run, integration } = storage()
    const hex = { dataType: 'FILE', data: '6e6577', name: 'x' }
    await run('saveFile', { path: 'contract.pdf', file: hex })
    expect(((await run('getFile', { path: 'contract.pdf' })) as FileRef).get('data')).toBe('6e6577')
    await integration.reset()
    expect(((await run('getFile', { path: 'contract.pdf' })) as FileRef).get('size')).toBe('8')
  })

  it('copies once when many write at the same time', async () => {
    const { run, file } = storage()
    const content = await file('x.txt', 'text/plain', 'hello')
    await Promise.all(Array.from({ length: 20 }, (_, n) => run('saveFile', { path: `many/${n}.txt`, file: content })))
    expect(((await run('listFiles', { folder: 'many' })) as { files: unknown[] }).files).toHaveLength(20)
  })

  it('copies no link that leads out or round in a circle', async () => {
    const { root, run, file } = storage()
    symlinkSync('..', join(root, 'storage/leads/up'))
    symlinkSync('../secret.txt', join(root, 'storage/out.txt'))
    symlinkSync(root, join(root, 'storage/all'))
    symlinkSync('contract.pdf', join(root, 'storage/same.pdf'))
    const paths = async () =>
      ((await run('listFiles', {})) as { files: { path: string }[] }).files.map(({ path }) => path)
    expect(await paths()).toEqual(['contract.pdf', 'leads/a.csv', 'same.pdf'])
    await run('saveFile', { path: 'b.txt', file: await file('b.txt', 'text/plain', 'b') })
    expect(await paths()).toEqual(['b.txt', 'contract.pdf', 'leads/a.csv', 'same.pdf'])
  })

  it('ends where links lead to each other, and reaches folders by their links before and after a write', async () => {
    const { root, run, file } = storage()
    const depth = 40
    for (let n = 0; n < depth; n++) mkdirSync(join(root, 'storage', `d${n}`))
    for (let n = 0; n < depth; n++) {
      for (const name of ['x', 'y']) symlinkSync(`../d${(n + 1) % depth}`, join(root, 'storage', `d${n}`, name))
    }
    symlinkSync('leads', join(root, 'storage/alias'))
    const listed = ['contract.pdf', 'leads/a.csv']
    const look = async () => {
      const { files } = (await run('listFiles', {})) as { files: { path: string }[] }
      expect(files.map(({ path }) => path)).toEqual(listed)
      expect(await run('getFile', { path: 'alias/a.csv' })).toMatchObject({ name: 'a.csv' })
      expect(await run('listFiles', { folder: 'd0' })).toEqual({ files: [] })
    }
    await look()
    await run('saveFile', { path: 'alias/b.csv', file: await file('b.csv', 'text/csv', 'b') })
    listed.push('leads/b.csv')
    await look()
    await run('deleteFile', { path: 'alias/b.csv' })
    listed.pop()
    await look()
  })

  it('cleans names for every system and refuses what leads out', async () => {
    const { run, file } = storage()
    const content = await file('x.txt', 'text/plain', 'x')
    expect(await run('saveFile', { path: 'a:b/con.txt', file: content })).toMatchObject({ path: 'a_b/_con.txt' })
    await expect(run('saveFile', { path: '../x.txt', file: content })).rejects.toThrow('path is refused')
    await expect(run('saveFile', { path: 'leads', file: content })).rejects.toThrow('leads is a folder')
    await expect(run('saveFile', { path: 'new/', file: content })).rejects.toThrow(
      'new/ names a folder; add a file name',
    )
    await expect(run('saveFile', { path: 'x.txt', file: null })).rejects.toThrow(
      'it.saveFile: file takes a file object, not nothing (it is missing)',
    )
    await expect(run('saveFile', { path: 'x.txt', file: { dataType: 'FILE', data: '0g' } })).rejects.toThrow(
      'it.saveFile: file is a file object whose data is no hex at offset 1',
    )
  })
})

describe('a host that is killed in the middle of a write', () => {
  it('leaves the old file, and nothing of the new one that is listed', async () => {
    const { root, run, file, again } = storage()
    await run('saveFile', { path: 'a.txt', file: await file('a.txt', 'text/plain', 'old') })
    const child = fork(join(import.meta.dirname, 'writing-child.ts'), [root, 'a.txt'])
    onTestFinished(() => void child.kill('SIGKILL'))
    await once(child, 'message')
    child.kill('SIGKILL')
    await once(child, 'exit')
    const left = () => readdirSync(join(root, '.triggerbench/integrations/it')).filter(name => name.endsWith('.tmp'))
    expect(left()).toHaveLength(1)
    const next = again()
    expect(((await run('getFile', { path: 'a.txt' }, next)) as FileRef).get('size')).toBe('3')
    expect(((await run('listFiles', {}, next)) as { files: { path: string }[] }).files.map(({ path }) => path)).toEqual(
      ['a.txt', 'contract.pdf', 'leads/a.csv'],
    )
    await run('deleteFile', { path: 'a.txt' }, next)
    expect(left()).toEqual([])
  })
})
