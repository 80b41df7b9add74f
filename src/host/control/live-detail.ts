import { createHash } from 'node:crypto'
import type { BodyRef, HeaderList, RunDetail } from '../../shared/execution.ts'
import { stringifyRecord } from '../../shared/file-value.ts'
import { type Bytes, bytesOf } from '../composer/bytes.ts'
import { detectType } from '../composer/detect.ts'
import type { Run } from '../engine/run.ts'
import type { FileStore } from '../files.ts'
import { maskHeadersIn } from '../history/masked-headers.ts'
import { Masking } from '../history/masking.ts'
import { sizeOf, summaryOf } from './summary.ts'

export interface LiveDetailOptions {
  readonly files: FileStore
  readonly sign: (key: string) => string
  readonly secrets: () => readonly string[]
  readonly keepAuthorization: boolean
}

/** A run under way as the history would give it: masked alike, files by their hash. */
export async function liveDetail(run: Run, options: LiveDetailOptions): Promise<RunDetail> {
  const { request, response } = run
  const summary = summaryOf(run)
  const detail: RunDetail = {
    ...summary,
    version: run.workflow.version,
    projectId: run.workflow.projectId,
    request: {
      method: request.method,
      target: request.target,
      httpVersion: request.httpVersion,
      headers: pairsOf(request.rawHeaders),
      body: await referenceTo(request.body, `run/${run.id}/request`, options),
    },
    response: response && {
      status: response.status,
      headers: pairsOf(response.rawHeaders),
      body: await referenceTo(response.body, `run/${run.id}/response`, options),
      sentAt: response.sentAt,
      ...(response.notSent ? { notSent: response.notSent } : {}),
    },
    steps: run.steps,
  }
  return masked(detail, options)
}

function masked(detail: RunDetail, options: LiveDetailOptions): RunDetail {
  const masking = new Masking(options.secrets, options.keepAuthorization)
  masking.refresh()
  const found: string[] = []
  const record = JSON.parse(stringifyRecord(detail)) as RunDetail
  if (!options.keepAuthorization) maskHeadersIn(record, found)
  if (!masking.masksAnything(found)) return record
  const clean = JSON.parse(masking.message(JSON.stringify(record), found)) as RunDetail
  clean.request.target = masking.target(record.request.target, found)
  // Addresses and hashes are not the user's text: a secret that happens to stand in one must not break it.
  clean.request.body = record.request.body
  if (clean.response) clean.response.body = record.response?.body ?? null
  return clean
}

function bytesOfBody(body: Run['request']['body'], files: FileStore): Bytes | undefined {
  if (body === null) return undefined
  if (body instanceof Uint8Array) return bytesOf(body)
  return bytesOf({ size: body.size, read: (start, end) => files.stream(body, { start, end }) })
}

async function referenceTo(
  body: Run['request']['body'],
  key: string,
  options: LiveDetailOptions,
): Promise<BodyRef | null> {
  const bytes = bytesOfBody(body, options.files)
  if (!body || !bytes) return null
  const detected = await detectType(bytes)
  return {
    size: sizeOf(body),
    sha256: body instanceof Uint8Array ? createHash('sha256').update(body).digest('hex') : body.sha256,
    url: options.sign(key),
    ...(detected ? { detected } : {}),
  }
}

function pairsOf(rawHeaders: readonly string[]): HeaderList {
  const pairs: HeaderList = []
  for (let index = 0; index < rawHeaders.length; index += 2)
    pairs.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? ''])
  return pairs
}
