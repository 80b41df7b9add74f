import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { readBytes } from '../../../src/host/composer/bytes.ts'
import { type Composer, createComposer } from '../../../src/host/composer/composer.ts'
import { createSendOrigins, type SendOrigins } from '../../../src/host/composer/origins.ts'
import { systemClock } from '../../../src/host/engine/clock.ts'
import { createTokenIssuer } from '../../../src/host/tokens/issue.ts'
import { createTestKey } from '../../../src/host/tokens/test-key.ts'
import { resolveInside } from '../../../src/host/workspace/paths.ts'
import type { ComposedRequest, SendResult } from '../../../src/shared/control.ts'
import { testRequestSchema } from '../../../src/shared/request.ts'
import { settingsSchema } from '../../../src/shared/settings.ts'

export interface ComposerFixture {
  readonly root: string
  readonly composer: Composer
  readonly origins: SendOrigins
  /** A test request as its file has it: what is left out has its default. */
  request(document: Record<string, unknown>): ReturnType<typeof testRequestSchema.parse>
  /** The bytes behind an address the composer gave. */
  read(ref: { url: string }): Promise<Buffer>
  close(): void
}

export interface FixtureOptions {
  readonly files?: Readonly<Record<string, string | Uint8Array>>
  readonly settings?: Record<string, unknown>
  readonly secrets?: Record<string, string>
  readonly auth?: unknown
  readonly now?: number
}

/** A composer on a workspace folder of its own; addresses are the keys themselves. */
export function createFixture(options: FixtureOptions = {}): ComposerFixture {
  const root = mkdtempSync(join(tmpdir(), 'triggerbench-composer-'))
  for (const [path, content] of Object.entries(options.files ?? {})) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), content)
  }
  const origins = createSendOrigins()
  const now = options.now
  const clock = now === undefined ? systemClock : { ...systemClock, now: () => now }
  const composer = createComposer({
    workspace: {
      settings: settingsSchema.parse({ settings: options.settings ?? {}, auth: options.auth ?? 'off' }),
      secrets: options.secrets ?? {},
      dataDir: join(root, '.triggerbench'),
      resolve: path => resolveInside(root, path),
    },
    clock,
    version: '1.2.3',
    origins,
    sign: key => key,
    tokens: createTokenIssuer({
      testKey: createTestKey(join(root, '.triggerbench')),
      secrets: () => options.secrets ?? {},
      clock,
    }),
  })
  return {
    root,
    composer,
    origins,
    request: document => testRequestSchema.parse({ name: 'test', ...document }),
    async read(ref) {
      const found = composer.find(ref.url)
      if (!found) throw new Error(`Nothing is kept as ${ref.url}`)
      const chunks: Uint8Array[] = []
      for await (const chunk of readBytes(found.bytes)) chunks.push(chunk)
      return Buffer.concat(chunks)
    },
    close() {
      composer.close()
      rmSync(root, { recursive: true, force: true })
    },
  }
}

export type { ComposedRequest, SendResult }
