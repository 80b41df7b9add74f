import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { openFolder } from '../support/folder.ts'

const ROOT = resolve(import.meta.dirname, '../..')
const { root, remove } = openFolder({})
afterAll(remove)

it('the README’s commands work as they are pasted', () => {
  const readme = readFileSync(resolve(ROOT, 'README.md'), 'utf8')
  const block = /## Command line\n\n```sh\n([\s\S]*?)```/.exec(readme)?.[1] ?? ''
  expect(block).toContain('npm run --silent triggerbench --')
  const { INIT_CWD: _, ...env } = process.env
  const out = execFileSync(
    'bash',
    ['-e', '-c', block.replaceAll('npm run --silent triggerbench --', '"$NODE" "$PROGRAM"')],
    {
      cwd: root,
      env: { ...env, NODE: process.execPath, PROGRAM: resolve(ROOT, 'src/cli/index.ts'), TRIGGERBENCH_USER_DIR: root },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    },
  )
  expect(out).toContain('valerie@example.com')
  expect(out).toContain('HTTP/1.1 200 OK')
  expect(out.match(/SUCCEEDED {2}200/g)).toHaveLength(2)
})
