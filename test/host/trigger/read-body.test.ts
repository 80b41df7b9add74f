import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import type { Transform } from 'node:stream'
import { createGunzip, gzipSync } from 'node:zlib'
import { expect, it, vi } from 'vitest'
import { keeperFor } from '../../../src/host/trigger/kept-body.ts'
import { readBody } from '../../../src/host/trigger/read-body.ts'
import { settingsSchema } from '../../../src/shared/settings.ts'
import { createMemoryFiles } from '../../support/memory-files.ts'

it('lets its decoder go when the sender does', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const destroy = vi.spyOn(Object.getPrototypeOf(createGunzip()) as Transform, '_destroy')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1')
  socket.write('POST / HTTP/1.1\r\nHost: a\r\nContent-Encoding: gzip\r\nContent-Length: 900\r\n\r\n')
  socket.write(gzipSync('x'.repeat(1_000)).subarray(0, 15))
  const [request] = (await once(server, 'request')) as [IncomingMessage]
  const { limits } = settingsSchema.parse({})
  const keeper = keeperFor('gzip', createMemoryFiles(), () => undefined)
  const reading = readBody(request, { write() {}, abort() {} }, keeper, limits, () => socket.destroy())
  await expect(reading).rejects.toMatchObject({ code: 'REQUEST_MALFORMED' })
  expect(destroy).toHaveBeenCalledOnce()
  vi.restoreAllMocks()
  server.close()
})
