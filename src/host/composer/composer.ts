import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { ComposedRequest, SendResult } from '../../shared/control.ts'
import type { BodyRef } from '../../shared/execution.ts'
import type { TestRequest } from '../../shared/request.ts'
import type { Clock } from '../engine/clock.ts'
import type { TokenIssuer } from '../tokens/issue.ts'
import type { Workspace } from '../workspace/types.ts'
import { type Bytes, concatBytes } from './bytes.ts'
import { type ComposeContext, type Composed, compose } from './compose.ts'
import { findHeader } from './headers.ts'
import type { SendOrigin, SendOrigins } from './origins.ts'
import { send } from './send.ts'
import { createTempPayloads, hashOf, type TempPayload } from './temp.ts'

export interface ComposerOptions {
  readonly workspace: Pick<Workspace, 'settings' | 'secrets' | 'resolve' | 'dataDir'>
  readonly clock: Clock
  /** Triggerbench's version. */
  readonly version: string
  /** The registry the trigger server looks senders up in. */
  readonly origins: SendOrigins
  /** Signs test tokens. */
  readonly tokens: TokenIssuer
  /** Gives the signed address of a payload key. */
  readonly sign: (key: string, as?: { mimeType?: string; name?: string }) => string
}

/** Turns test requests into real bytes, shows them, and sends them through the same socket as everybody (contract §1). */
export interface Composer {
  /** The exact bytes that would be sent to `url`. Throws a ComposeError. */
  compose(request: TestRequest, url: string): Promise<ComposedRequest>
  /** Sends them. Throws a ComposeError, a SendError, or the signal's reason. */
  send(request: TestRequest, url: string, origin: SendOrigin, signal?: AbortSignal): Promise<SendResult>
  /** Bytes of earlier sendings and previews, by `temp/<id>`; undefined when they are gone. */
  find(key: string): { bytes: Bytes; sha256: string } | undefined
  /** Removes what is kept. */
  close(): void
}

const MIB = 1024 * 1024
const MEMORY_LIMIT = 4 * MIB
const SENDINGS = { maxEntries: 300, maxBytes: 4096 * MIB }
/** A page asks for one with every edit and looks at the last alone; they must not push sendings out. */
const PREVIEWS = { maxEntries: 30, maxBytes: 4096 * MIB }

/** Creates the composer of a workspace. What an earlier host left in `.triggerbench/temp` is removed. */
export function createComposer(options: ComposerOptions): Composer {
  const { workspace, clock } = options
  const folder = join(workspace.dataDir, 'temp')
  const sendings = createTempPayloads(SENDINGS)
  const previews = createTempPayloads(PREVIEWS)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })

  const contextOf = (url: string): ComposeContext => ({
    url,
    version: options.version,
    settings: workspace.settings.settings,
    secrets: workspace.secrets,
    resolve: path => workspace.resolve(path),
    tokens: options.tokens,
  })

  const refOf = (payload: TempPayload, as?: { mimeType?: string; name?: string }): BodyRef => {
    const { key, ...rest } = payload
    return { ...rest, url: options.sign(key, as) }
  }

  return {
    find: key => sendings.find(key) ?? previews.find(key),
    async compose(request, url) {
      const composed = await compose(request, contextOf(url))
      const bytes = concatBytes(composed.head, composed.framedBody)
      const raw = await previews.keep(bytes, await hashOf(bytes))
      return { ...shown(composed), raw: refOf(raw, { mimeType: 'message/http' }) }
    },
    async send(request, url, origin, signal) {
      const composed = await compose(request, contextOf(url))
      const { rawRequest, rawResponse, body, ...answer } = await send(composed, {
        origin,
        origins: options.origins,
        clock,
        folder,
        memoryLimit: MEMORY_LIMIT,
        signal,
      })
      const bodyPayload = await sendings.keep(body, await hashOf(body))
      const wire = { mimeType: 'message/http' }
      return {
        runId: findHeader(answer.headers, 'x-execution-id') ?? null,
        ...answer,
        body: refOf(bodyPayload, { mimeType: findHeader(answer.headers, 'content-type') }),
        rawRequest: refOf(await sendings.keepAll(rawRequest), wire),
        rawResponse: refOf(await sendings.keepAll(rawResponse), wire),
      }
    },
    close() {
      sendings.clear()
      previews.clear()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function shown(composed: Composed): Omit<ComposedRequest, 'raw'> {
  const { method, url, headers, automatic, bodySize, notes } = composed
  return { method, url, headers, automatic: [...automatic], bodySize, notes: [...notes] }
}
