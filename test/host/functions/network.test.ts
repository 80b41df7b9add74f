import fs from 'node:fs'
import http from 'node:http'
import net, { type AddressInfo } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { caller, errorOf, openPool, resultOf } from './support/pool.ts'

const NAMES = ['http', 'https', 'http2', 'net', 'tls', 'dgram', 'dns']

let server: http.Server
let echo: net.Server
let ports: { http: number; tcp: number }
let workspace: string

beforeAll(async () => {
  server = http.createServer((request, response) => response.end(`${request.method} ${request.url}`))
  echo = net.createServer(socket => socket.pipe(socket))
  await Promise.all([server, echo].map(one => new Promise<void>(done => one.listen(0, '127.0.0.1', done))))
  ports = { http: (server.address() as AddressInfo).port, tcp: (echo.address() as AddressInfo).port }
  workspace = fs.mkdtempSync(path.join(os.tmpdir(), 'triggerbench-test-'))
  const folder = path.join(workspace, 'node_modules/dial')
  fs.mkdirSync(folder, { recursive: true })
  fs.writeFileSync(path.join(workspace, 'package.json'), '{"dependencies":{"dial":"1"}}')
  fs.writeFileSync(
    path.join(folder, 'index.js'),
    `const net = require('node:net')
     module.exports = port => new Promise((done, fail) => {
       const socket = net.connect(port, '127.0.0.1', () => socket.write('hello'))
       socket.on('data', bytes => { socket.destroy(); done(String(bytes)) }).on('error', fail)
     })`,
  )
})
afterAll(() => {
  server.close()
  echo.close()
  fs.rmSync(workspace, { recursive: true })
})

const get = `(p, libraries) => new Promise((done, fail) => libraries.http.get('http://127.0.0.1:' + p.http + '/a', response => {
  let text = ''
  response.on('data', bytes => { text += bytes }).on('end', () => done(text))
}).on('error', fail))`

describe('functions.network: off', () => {
  const call = caller(openPool())

  it.each(NAMES)('offers no %s, and says what to set', async name => {
    const error = errorOf(await call(`(p, libraries) => libraries.${name}.connect`))
    expect(error.code).toBe('LIBRARY_UNKNOWN')
    expect(error.message).toContain('functions: { network: allow }')
  })

  it('closes the sockets of the workspace’s packages', async () => {
    const error = errorOf(await caller(openPool({ workspace }))('(p, { dial }) => dial(p.tcp)', ports))
    expect(error.message).toBe('node:net is out of reach in a Function')
  })
})

describe('functions.network: allow', () => {
  it('offers Node’s network modules, and sockets to the workspace’s packages', async () => {
    const call = caller(openPool({ workspace, network: 'allow' }))
    expect(resultOf(await call(get, ports))).toBe('GET /a')
    expect(resultOf(await call('(p, { dial }) => dial(p.tcp)', ports))).toBe('hello')
    const loads = `(p, libraries) => p.names.filter(name => typeof libraries[name] !== 'object' && typeof libraries[name] !== 'function')`
    expect(resultOf(await call(loads, { names: NAMES }))).toEqual([])
    const datagram = `(p, { dgram, dns }) => new Promise((done, fail) => {
      const socket = dgram.createSocket('udp4')
      socket.on('error', fail).on('message', bytes => { socket.close(); done(String(bytes)) })
      socket.bind(0, '127.0.0.1', () => socket.send('ping', socket.address().port, '127.0.0.1'))
    }).then(async text => [text, (await dns.promises.lookup('localhost')).address.length > 0])`
    expect(resultOf(await call(datagram))).toEqual(['ping', true])
  })

  it('keeps every other wall, and fetch goes through the host as before', async () => {
    const asked: string[] = []
    const pool = openPool({
      workspace,
      network: 'allow',
      fetch: async ({ url }) => {
        asked.push(url)
        return { status: 200, statusText: 'OK', url, redirected: false, headers: [], body: Buffer.from('host') }
      },
    })
    const call = caller(pool)
    expect(resultOf(await call('async () => (await fetch("http://a/")).text()'))).toBe('host')
    expect(asked).toEqual(['http://a/'])
    for (const name of ['fs', 'child_process', 'worker_threads', 'sqlite', 'inspector']) {
      expect(errorOf(await call(`(p, libraries) => libraries.${name}.x`)).code).toBe('LIBRARY_UNKNOWN')
    }
  })

  it('opens no descriptor of the runner, by whatever door', async () => {
    const call = caller(openPool({ workspace, network: 'allow' }))
    const doors = {
      socket: 'new net.Socket({ fd })',
      handle:
        'new net.Socket().connect({ path: "./none" }).on("error", () => {})._handle.constructor.prototype.open.call({}, fd)',
      connect: 'net.connect({ fd })',
      server: 'net.createServer().on("error", () => {}).listen({ fd })',
      http: 'http.request({ host: "127.0.0.1", port: 1, fd })',
      secure: 'tls.connect({ socket: new net.Socket({ fd }) })',
    }
    for (const [door, code] of Object.entries(doors)) {
      const tries = `async (p, { net, http, tls }) => [3, 4, 6].map(fd => { try { ${code}; return 'opened' } catch (error) { return error.message } })`
      const words = resultOf(await call(tries))
      expect(words, door).toEqual(Array(3).fill(expect.stringContaining('cannot open a file descriptor')))
    }
    expect(resultOf(await call(get, ports))).toBe('GET /a')
    expect(resultOf(await call('(p, { dial }) => dial(p.tcp)', ports))).toBe('hello')
  })

  it('is followed when it changes, and so are the limits, by new runners', async () => {
    const settings = {
      network: 'off' as 'off' | 'allow',
      functionTimeout: 30_000,
      functionMemory: 2 ** 27,
      stepOutput: 1000,
    }
    const pool = openPool({
      get limits() {
        return settings
      },
      get network() {
        return settings.network
      },
    })
    const call = caller(pool)
    expect(errorOf(await call(get, ports)).code).toBe('LIBRARY_UNKNOWN')
    settings.network = 'allow'
    settings.stepOutput = 5
    expect(errorOf(await call(get, ports)).code).toBe('STEP_OUTPUT_TOO_LARGE')
    settings.network = 'off'
    expect(errorOf(await call(get, ports)).code).toBe('LIBRARY_UNKNOWN')
  })
})
