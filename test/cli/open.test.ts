import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { ControlEvent } from '../../src/shared/control.ts'
import { TOKEN_HEADER } from '../../src/shared/control.ts'
import { openFolder } from '../support/folder.ts'

const PROGRAM = new URL('../../src/cli/index.ts', import.meta.url).pathname
const { root, remove } = openFolder({})
afterAll(remove)

let started: ChildProcess[] = []
afterEach(async () => {
  for (const child of started) {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGINT')
      await once(child, 'exit')
    }
  }
  started = []
})

/** Starts the app where there is no display; gives what it says on both outputs, line by line. */
function open(...args: string[]) {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, INIT_CWD: ___, ...env } = process.env
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    env: { ...env, TRIGGERBENCH_USER_DIR: join(root, 'triggerbench') },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started.push(child)
  return { child, result: linesOf(child, child.stdout), said: linesOf(child, child.stderr) }
}

function linesOf(child: ChildProcess, input: Readable) {
  const all: string[] = []
  const lines = createInterface({ input })
  lines.on('line', line => all.push(line))
  return {
    all,
    async until(pattern: RegExp): Promise<string> {
      for (;;) {
        const found = all.find(line => pattern.test(line))
        if (found) return found
        if (child.exitCode !== null) throw new Error(`It ended after: ${all.join(' / ')}`)
        await Promise.race([once(lines, 'line'), once(child, 'exit')])
      }
    },
  }
}

describe.skipIf(process.platform !== 'linux')('opening the app where there is no display', () => {
  it('says so, prints the address of the example and stays; a second start joins the first', async () => {
    const first = open()
    const address = new URL(await first.result.until(/./))
    await first.said.until(/no display/)
    expect(first.said.all).toContain(`The example is your own copy, in ${join(root, 'triggerbench/example')}`)
    await first.said.until(/Workflows answer at http:\/\/127\.0\.0\.1:\d+/)
    expect(existsSync(join(root, 'triggerbench/example/triggerbench.yaml'))).toBe(true)

    const token = new URLSearchParams(address.hash.slice(1)).get('token') ?? ''
    const response = await fetch(new URL('/api/events', address), { headers: { [TOKEN_HEADER]: token } })
    const events = (response.body ?? new ReadableStream<Uint8Array>()).getReader()
    const next = async () =>
      JSON.parse(
        Buffer.from((await events.read()).value ?? [])
          .toString()
          .slice('data: '.length),
      ) as ControlEvent
    expect(await next()).toMatchObject({ type: 'hello' })

    const second = open()
    await second.said.until(/It runs already/)
    expect(await second.result.until(/./)).toBe(address.href)
    expect(await next()).toEqual({ type: 'focus' })
    await once(second.child, 'exit')
    expect(second.child.exitCode).toBe(0)
    expect(first.child.exitCode).toBeNull()
    await events.cancel()
  })

  it('takes a free port for the example when the usual one is taken, and says so', async () => {
    const taken = createServer().listen(4750, '127.0.0.1')
    const mine = await once(taken, 'listening').then(
      () => true,
      () => false,
    )
    const app = open()
    const line = await app.said.until(/4750/)
    expect(line).toMatch(/Port 4750 is taken, so the example's workflows answer on \d+/)
    await app.result.until(/^http:\/\//)
    expect(app.result.all).toHaveLength(1)
    if (mine) taken.close()
  })
})
