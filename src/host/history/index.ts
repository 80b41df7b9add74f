import type { Clock } from '../engine/clock.ts'
import { Checkpointer } from './checkpointer.ts'
import { Masking } from './masking.ts'
import { Payloads } from './payloads.ts'
import { readerInProcess, readerOnThread } from './reader.ts'
import { failInterrupted } from './recover.ts'
import { Retention } from './retention.ts'
import { openDatabase, prepareDataDir } from './schema.ts'
import type { History, HistoryReader } from './types.ts'
import { Writer } from './writer.ts'

export { HistoryError } from './schema.ts'
export type * from './types.ts'

export interface HistoryOptions {
  /** `.triggerbench` of the workspace; made when it is not there. */
  readonly dataDir: string
  readonly settings: {
    /** `keep` is milliseconds, `maxBytes` bytes. */
    readonly history: {
      readonly durability: 'process' | 'power'
      readonly keepAuthorization: boolean
      readonly keep: number
      readonly maxRuns: number
      readonly maxBytes: number
    }
    readonly limits: { readonly fileHex: number }
  }
  /** The values of the workspace's secrets, as they are now. */
  readonly secrets: () => readonly string[]
  /** The same by name: a record says which secret stood where, so that a replay can put it there again. */
  readonly namedSecrets?: () => Readonly<Record<string, string>>
  readonly clock: Clock
  /** The address of a body by its key (`run/<id>/request`, …). */
  readonly sign: (key: string) => string
}

/**
 * Opens a workspace's history for the one host that writes it, and ends what an earlier host left unfinished.
 * Throws HistoryError when it was written by a newer program or cannot be read.
 */
export async function openHistory(options: HistoryOptions): Promise<History> {
  const { dataDir, settings, clock } = options
  const { durability, keepAuthorization } = settings.history
  prepareDataDir(dataDir)
  const db = openDatabase(dataDir, durability)
  failInterrupted(db)
  const payloads = new Payloads(db, {
    dataDir,
    durability,
    fileHex: () => settings.limits.fileHex,
    now: () => clock.now(),
    wake: () => writer.wake(),
  })
  payloads.removeLeftovers()
  const masking = new Masking(options.secrets, keepAuthorization)
  const writer = new Writer({
    db,
    payloads,
    masking,
    namedSecrets: options.namedSecrets ?? (() => ({})),
    clock,
    committed: bytes => checkpointer.committed(bytes),
    async closing() {
      retention.close()
      await checkpointer.close()
    },
  })
  const checkpointer = new Checkpointer({
    db,
    dataDir,
    clock,
    hold: () => writer.hold(),
    release: () => writer.release(),
  })
  const reader = readerOnThread({ dataDir, sign: options.sign, waiting: sha256 => payloads.waiting(sha256) })
  const retention = new Retention({ db, payloads, clock, limits: settings.history, counts: () => reader.counts() })
  return {
    writer,
    reader,
    files: payloads,
    kept: sha256 => payloads.kept(sha256),
    mask: (rawHeaders, records, boundary) => masking.stream(rawHeaders, records, boundary),
  }
}

/** Reads a workspace's history beside a running host, or without one: for the command line. It writes nothing. */
export function readHistory(dataDir: string): HistoryReader {
  return readerInProcess({ dataDir, sign: key => key })
}
