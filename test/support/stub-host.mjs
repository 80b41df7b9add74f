import { existsSync, readFileSync, watch, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'

/** Stands in for the host where only what is around it is tested: it announces itself, serves one page, and ends when asked. */
const workspace = process.argv.find((argument, index) => index > 1 && !argument.startsWith('--'))
const option = name => process.argv[process.argv.indexOf(name) + 1]
const token = process.env.TRIGGERBENCH_CONTROL_TOKEN
const policy = "default-src 'self'; script-src 'self'; frame-ancestors 'none'"
const page =
  '<!doctype html><title>Stub</title><h1>Workbench stub</h1><input aria-label="Draft"><a href="https://example.test/page">Out</a>'

const trigger = createServer((_request, response) => response.end('trigger'))
const control = createServer((request, response) => {
  response.setHeader('Content-Security-Policy', policy)
  if (request.url === '/payload') return response.end(Buffer.from([0, 1, 2, 255]))
  response.setHeader('Content-Type', 'text/html; charset=utf-8')
  response.end(page)
})

// A test that must be ready first puts a file `hold` there and takes it away.
const hold = join(workspace, 'hold')
if (existsSync(hold)) {
  await new Promise(resolve => {
    const watcher = watch(workspace, () => existsSync(hold) || resolve(watcher.close()))
    if (!existsSync(hold)) resolve(watcher.close())
  })
}
if (existsSync(join(workspace, 'refuse'))) {
  process.stderr.write(readFileSync(join(workspace, 'refuse')))
  process.exit(4)
}

const listen = (server, port) =>
  new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, '127.0.0.1', () => resolve(server.address().port))
  })

const stop = () => process.exit(0)
process.on('SIGTERM', stop)
if (process.env.TRIGGERBENCH_PARENT_PIPE) process.stdin.resume().on('end', stop)

const triggerPort = await listen(trigger, process.argv.includes('--port') ? Number(option('--port')) : 0)
const controlPort = await listen(control, Number(option('--control-port')))
writeFileSync(join(workspace, 'host-arguments.json'), JSON.stringify(process.argv.slice(2)))
process.stdout.write(
  `${JSON.stringify({
    trigger: `http://127.0.0.1:${triggerPort}`,
    control: `http://127.0.0.1:${controlPort}/#token=${token}`,
    pid: process.pid,
  })}\n`,
)
