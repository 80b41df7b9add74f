import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFolder } from '../support/folder.ts'
import { workflow } from '../support/host.ts'
import { type ServedHost, serve } from '../support/serve.ts'
import { type Hostile, hostileRequest } from './hostile-requests.ts'

const COUNT = 10_000
/** After so many the process has what it needs for all kinds; from then on nothing may add up. */
const WARM = 3_000
const AT_ONCE = 128
const MIB = 2 ** 20
const LIMITS =
  'limits: { requestBody: 200KiB, decompressedBody: 1MiB, target: 2KiB, headers: 8KiB, headersTimeout: 1s, bodyTimeout: 1s }'

let served: ServedHost
let remove: () => void

beforeAll(async () => {
  const folder = openFolder({
    'triggerbench.yaml': `projectId: p\n${LIMITS}\n`,
    ...workflow('echo', [{ id: 'reply', type: 'response', body: { got: '{{ trigger.request.body }}' } }], {
      trigger: { type: 'request', method: 'ANY' },
    }),
  })
  remove = folder.remove
  served = await serve(folder.root)
})

afterAll(async () => {
  await served.end()
  remove()
})

/** Sends one and gives every status that came back; 0 for a connection that the host cut without one. */
function play({ pieces }: Hostile): Promise<number[]> {
  const { hostname, port } = new URL(served.trigger)
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) })
    let answers = ''
    const timer = setTimeout(() => reject(new Error(`no end came: ${answers.slice(0, 300)}`)), 20_000)
    socket.on('data', chunk => {
      answers += chunk.toString('latin1')
    })
    socket.on('error', () => undefined)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve([...answers.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status)))
    })
    const write = (index: number): void => {
      const piece = pieces[index]
      if (piece) socket.write(piece, () => write(index + 1))
    }
    write(0)
  })
}

async function plain(): Promise<void> {
  const response = await fetch(`${served.trigger}/projects/p/sdk/triggers/echo`, {
    method: 'POST',
    body: '{"still":"here"}',
    headers: { 'content-type': 'application/json', connection: 'close' },
  })
  expect(await response.json()).toEqual({ got: { still: 'here' } })
}

const residentBytes = () =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${served.pid}/status`, 'utf8'))?.[1]) * 1_024
const openSockets = () => {
  const folder = `/proc/${served.pid}/fd`
  return readdirSync(folder).filter(name => linkOf(join(folder, name)).startsWith('socket:')).length
}
/** Where a descriptor leads; nowhere once it is closed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path)
  } catch {
    return ''
  }
}

async function round(from: number, to: number): Promise<{ runs: number; faults: string[] }> {
  const faults: string[] = []
  let runs = 0
  let next = from
  const host = new URL(served.trigger).host
  const worker = async () => {
    while (next < to) {
      const number = next++
      const hostile = hostileRequest(number, host)
      runs += hostile.runs
      const statuses = await play(hostile).catch(error => [String(error)])
      const answered = hostile.silent ? statuses.length === 0 : statuses.length > 0
      if (!answered || !statuses.every(status => hostile.statuses.includes(status as number)))
        faults.push(`${number} ${hostile.kind}: ${statuses.join(', ') || 'no answer'}`)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
  return { runs, faults }
}

async function totalRuns(): Promise<number> {
  const response = await fetch(`${served.trigger}/projects/p/task-history/workflow-executions`)
  return ((await response.json()) as { total: number }).total
}

it.runIf(process.platform === 'linux')(
  `${COUNT} hostile requests are each answered for what they are, and leave nothing behind`,
  async () => {
    await plain()
    await totalRuns()
    const sockets = openSockets()
    const warm = await round(0, WARM)
    const memory = residentBytes()
    const rest = await round(WARM, COUNT)
    expect([...warm.faults, ...rest.faults]).toEqual([])

    await plain()
    await expect.poll(totalRuns, { timeout: 10_000 }).toBe(warm.runs + rest.runs + 2)
    await expect.poll(openSockets, { timeout: 15_000 }).toBeLessThanOrEqual(sockets)
    await expect
      .poll(residentBytes, { timeout: 10_000, message: 'memory is back near where it was' })
      .toBeLessThan(memory + 60 * MIB)
  },
  120_000,
)
