import { mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { resolveInside } from '../../../src/host/workspace/paths.ts'
import { UserError } from '../../../src/shared/errors.ts'
import { createFolder } from '../../support/folder.ts'

describe('a path of a document', () => {
  it('is found inside the folder, whether it exists yet or not', () => {
    const root = createFolder({ 'files/a.pdf': 'x' })
    expect(resolveInside(root, 'files/a.pdf')).toBe(join(root, 'files/a.pdf'))
    expect(resolveInside(root, './files/../new/b.pdf')).toBe(join(root, 'new/b.pdf'))
    expect(resolveInside(root, '..a/b')).toBe(join(root, '..a/b'))
  })

  it.each(['../a', 'files/../../a', '/etc/passwd', 'C:/windows', 'a\\..\\b', 'a\0b', ''])('is refused as %j', path => {
    expect(() => resolveInside(createFolder(), path)).toThrow(UserError)
  })

  it('is followed through links, and refused when one leads out', () => {
    const outside = createFolder({ 'secret.txt': 'x' })
    const root = createFolder({ 'real/a.txt': 'x' })
    symlinkSync(join(root, 'real'), join(root, 'inner'))
    symlinkSync(outside, join(root, 'outer'))
    symlinkSync(join(outside, 'not-yet'), join(root, 'dangling'))
    expect(resolveInside(root, 'inner/a.txt')).toBe(join(root, 'real/a.txt'))
    expect(() => resolveInside(root, 'outer/secret.txt')).toThrow('leads out of the folder by a symbolic link')
    expect(() => resolveInside(root, 'outer/new.txt')).toThrow('symbolic link')
    expect(() => resolveInside(root, 'dangling')).toThrow('symbolic link')
  })

  it('may be of a folder that is itself behind a link', () => {
    const real = createFolder({ 'a.txt': 'x' })
    const links = createFolder()
    mkdirSync(join(links, 'sub'))
    symlinkSync(real, join(links, 'sub/work'))
    expect(resolveInside(join(links, 'sub/work'), 'a.txt')).toBe(join(real, 'a.txt'))
  })
})
