import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { createComposer } from '../../../src/host/composer/composer.ts'
import { createSendOrigins } from '../../../src/host/composer/origins.ts'
import { type Control, createControl } from '../../../src/host/control/control.ts'
import { createSigner, type Signer } from '../../../src/host/control/signing.ts'
import { type Clock, systemClock } from '../../../src/host/engine/clock.ts'
import type { Run } from '../../../src/host/engine/run.ts'
import { type History, openHistory } from '../../../src/host/history/index.ts'
import { createTokenIssuer } from '../../../src/host/tokens/issue.ts'
import { createTestKey } from '../../../src/host/tokens/test-key.ts'
import { TRUSTED } from '../../../src/host/workspace/trust.ts'
import type { Workspace } from '../../../src/host/workspace/types.ts'
import { openWorkspace } from '../../../src/host/workspace/workspace.ts'
import { TOKEN_HEADER } from '../../../src/shared/control.ts'
import { openFolder } from '../../support/folder.ts'

export const TOKEN = 'test-token-of-enough-length'

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
  json<T = Record<string, unknown>>(): T
}

export interface ControlFixture {
  readonly control: Control
  readonly history: History
  readonly workspace: Workspace
  readonly signer: Signer
  readonly root: string
  readonly port: number
  readonly url: string
  /** Runs under way, as the engine's registry would hold them. */
  readonly live: Map<string, Run>
  readonly cancelled: string[]
  readonly logged: unknown[]
  /** A call with exactly these headers besides Host. */
  raw(method: string, path: string, headers?: Record<string, string>, body?: string | Uint8Array): Promise<Answer>
  /** A call with the token, as the page makes it. */
  call(method: string, path: string, body?: unknown): Promise<Answer>
  close(): Promise<void>
}

export interface ControlFixtureOptions {
  readonly files?: Record<string, string | Uint8Array>
  readonly clock?: Clock
  readonly triggerUrl?: string
  readonly ui?: Record<string, string>
}

/** The control listener on a real workspace and history; only the engine's registry of runs is a map. */
export async function startControl(options: ControlFixtureOptions = {}): Promise<ControlFixture> {
  const { clock = systemClock, triggerUrl = 'http://127.0.0.1:4750' } = options
  const { root, remove } = openFolder({ 'triggerbench.yaml': 'projectId: p\n', ...options.files })
  const ui = openFolder(options.ui ?? { 'index.html': '<!doctype html><title>Triggerbench</title>' })
  const workspace = await openWorkspace(root)
  const signer = createSigner(TOKEN, clock)
  const history = await openHistory({
    dataDir: workspace.dataDir,
    settings: workspace.settings,
    secrets: () => Object.values(workspace.secrets),
    clock,
    sign: key => signer.sign(key),
  })
  const tokens = createTokenIssuer({
    testKey: createTestKey(workspace.dataDir),
    secrets: () => workspace.secrets,
    clock,
  })
  const composer = createComposer({
    workspace,
    clock,
    tokens,
    version: '1.2.3',
    origins: createSendOrigins(),
    sign: signer.sign,
  })
  const live = new Map<string, Run>()
  const cancelled: string[] = []
  const logged: unknown[] = []
  const control = createControl({
    port: 0,
    token: TOKEN,
    hostId: 'host-1',
    version: '1.2.3',
    uiDir: ui.root,
    clock,
    workspace,
    trust: TRUSTED,
    history,
    secretsToMask: () => Object.values(workspace.secrets),
    runs: {
      live: id => live.get(id),
      cancel(id) {
        cancelled.push(id)
        return live.has(id)
      },
      recorded: () => undefined,
      replay: id => Promise.reject(new Error(`no replay of ${id} in this test`)),
    },
    composer,
    tokens,
    signer,
    trigger: () => ({ url: triggerUrl, port: Number(new URL(triggerUrl).port), exposed: false }),
    log: error => logged.push(error),
  })
  const { port } = await control.listen()

  const raw: ControlFixture['raw'] = (method, path, headers = {}, body) =>
    new Promise((resolve, reject) => {
      const request = httpRequest({ host: '127.0.0.1', port, method, path, headers, agent: false }, response => {
        const chunks: Buffer[] = []
        response.on('data', chunk => chunks.push(chunk))
        response.on('end', () => {
          const bytes = Buffer.concat(chunks)
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: bytes,
            json: <T>() => JSON.parse(bytes.toString()) as T,
          })
        })
      })
      request.on('error', reject)
      request.end(body)
    })

  return {
    control,
    history,
    workspace,
    signer,
    root,
    port,
    url: `http://127.0.0.1:${port}`,
    live,
    cancelled,
    logged,
    raw,
    call(method, path, body) {
      const text = body === undefined || body instanceof Uint8Array ? body : JSON.stringify(body)
      const type: Record<string, string> = text === undefined ? {} : { 'content-type': 'application/json' }
      return raw(method, path, { [TOKEN_HEADER]: TOKEN, ...type }, text)
    },
    async close() {
      await control.close()
      composer.close()
      await workspace.close()
      await history.reader.close()
      await history.writer.close()
      remove()
      ui.remove()
    },
  }
}
