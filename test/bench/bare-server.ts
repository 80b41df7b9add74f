import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import Database from 'better-sqlite3'

/**
 * The limit for this design: node:http, one small row a request, one SQLite transaction an event-loop turn, the answer after the
 * commit. Takes a folder for its database; prints its port.
 */
const [folder = '.'] = process.argv.slice(2)
const database = new Database(join(folder, 'bare.db'))
database.pragma('journal_mode = WAL')
database.pragma('synchronous = NORMAL')
database.exec('CREATE TABLE runs (id INTEGER PRIMARY KEY, at REAL, request TEXT, response TEXT)')
const insert = database.prepare('INSERT INTO runs (at, request, response) VALUES (?, ?, ?)')

let queue: { body: string; response: ServerResponse }[] = []
const ANSWER = JSON.stringify({ message: 'hello', email: 'ada@example.com' })

const flush = () => {
  const batch = queue
  queue = []
  database.exec('BEGIN')
  for (const { body } of batch) insert.run(Date.now(), body, ANSWER)
  database.exec('COMMIT')
  for (const { response } of batch) {
    response.writeHead(200, { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(ANSWER) })
    response.end(ANSWER)
  }
}

const server = createServer((request, response) => {
  const chunks: Buffer[] = []
  request.on('data', chunk => chunks.push(chunk))
  request.on('end', () => {
    const body = Buffer.concat(chunks).toString('utf8')
    JSON.parse(body)
    if (queue.length === 0) setImmediate(flush)
    queue.push({ body, response })
  })
})

server.listen(0, '127.0.0.1', () => console.log(JSON.stringify({ port: (server.address() as AddressInfo).port })))
