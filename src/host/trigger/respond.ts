import type { ServerResponse } from 'node:http'
import { STATUS_CODES } from 'node:http'
import type { UserError } from '../../shared/errors.ts'
import type { ExecutionError } from '../../shared/execution.ts'
import { type FileRef, type FileSource, stringifyWire } from '../../shared/file-value.ts'
import type { RunAnswer } from '../engine/engine.ts'
import type { Run } from '../engine/run.ts'
import type { FileStore } from '../files.ts'
import { challengeOf } from './auth.ts'

/** An answer as it will stand on the wire. */
export interface WireAnswer {
  readonly status: number
  /** Names and values alternating. */
  readonly rawHeaders: string[]
  readonly body: Uint8Array | FileSource
}

const JSON_TYPE = 'application/json; charset=utf-8'

/** The five keys of Paragon's 202 and 542 bodies (Paragon §4). */
function enqueued(run: Run, message: string): Uint8Array {
  const { projectId, id: workflowId } = run.workflow
  const dateSubmitted = new Date(run.startedAt).toISOString()
  return Buffer.from(JSON.stringify({ message, dateSubmitted, projectId, workflowId, executionId: run.id }))
}

/** The answer at the response limit: 542, while the run goes on (contract §2, Limit). */
export function lateAnswer(run: Run): WireAnswer {
  return wire(542, JSON_TYPE, enqueued(run, 'Workflow has been enqueued but has not completed.'))
}

/** What the caller gets for how a run came to its answer (contract §2). */
export function answerOf(run: Run, answer: RunAnswer): WireAnswer {
  switch (answer.kind) {
    case 'accepted':
      return wire(202, JSON_TYPE, enqueued(run, 'Workflow has been enqueued.'))
    case 'json':
      return wire(answer.status, JSON_TYPE, Buffer.from(stringifyWire(answer.body)))
    case 'file':
      return fileAnswer(answer.status, answer.file)
    case 'failed':
      return wire(500, JSON_TYPE, Buffer.from(JSON.stringify(failureBody(run, answer.error))))
  }
}

function failureBody(run: Run, error: ExecutionError) {
  const message = error.remedy === undefined ? error.message : `${error.message}. ${error.remedy}`
  const body = { message, code: error.code, workflowId: run.workflow.id, executionId: run.id }
  return error.stepId === undefined ? body : { ...body, stepId: error.stepId }
}

/** The raw bytes with the file's MIME type (Paragon §4); the name as RFC 6266 writes it. */
function fileAnswer(status: number, file: FileRef): WireAnswer {
  const answer = wire(status, headerText(file.mimeType) ?? 'application/octet-stream', file.source)
  if (file.name) answer.rawHeaders.push('Content-Disposition', disposition(file.name))
  return answer
}

/** RFC 6266 with `filename*` alone (contract §2): the one form that says every name as it is (RFC 8187 §3.2). */
function disposition(name: string): string {
  const exact = encodeURIComponent(name.toWellFormed())
  return `inline; filename*=UTF-8''${exact.replace(/['()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)}`
}

/** A MIME type that came from outside is sent only if it can be a header's value. */
function headerText(value: string | undefined): string | undefined {
  return value !== undefined && /^[\t\x20-\x7e\x80-\xff]+$/.test(value) ? value : undefined
}

/** The answer to a request that starts no run. */
export function errorAnswer(error: UserError, extra: readonly string[] = []): WireAnswer {
  const body =
    error.meta === undefined
      ? { message: error.message, code: error.code }
      : { message: error.message, code: error.code, meta: error.meta }
  const answer = wire(error.status, JSON_TYPE, Buffer.from(JSON.stringify(body)))
  answer.rawHeaders.push(...extra)
  if (error.status === 401) answer.rawHeaders.push('WWW-Authenticate', challengeOf(error))
  if (error.status === 503) answer.rawHeaders.push('Retry-After', '1')
  return answer
}

function wire(status: number, contentType: string, body: Uint8Array | FileSource): WireAnswer {
  const size = body instanceof Uint8Array ? body.length : body.size
  return { status, rawHeaders: ['Content-Type', contentType, 'Content-Length', String(size)], body }
}

/** Statuses that have no body (RFC 9110 §6.4.1). */
function hasNoBody(status: number): boolean {
  return status === 204 || status === 304
}

/** Completes the headers with what node:http would add by itself, so that the record and the wire agree. */
export function completeHeaders(
  answer: WireAnswer,
  more: readonly string[],
  date: string,
  keepAlive: boolean,
): WireAnswer {
  const rawHeaders = hasNoBody(answer.status) ? [] : answer.rawHeaders
  return {
    status: answer.status,
    rawHeaders: [...rawHeaders, ...more, 'Date', date, 'Connection', keepAlive ? 'keep-alive' : 'close'],
    body: hasNoBody(answer.status) ? new Uint8Array(0) : answer.body,
  }
}

/** Writes an answer to the socket. Resolves when all of it was handed over, or the client is gone. */
export function writeAnswer(response: ServerResponse, answer: WireAnswer, files: FileStore): void {
  response.sendDate = false
  response.writeHead(answer.status, reasonOf(answer.status), answer.rawHeaders)
  if (answer.body instanceof Uint8Array) endWith(response, answer.body)
  else
    streamBody(response, answer.body, files).catch(error =>
      response.destroy(error instanceof Error ? error : undefined),
    )
}

/** The reason phrase; a status that is registered nowhere has none, Paragon's 542 aside. */
function reasonOf(status: number): string {
  return STATUS_CODES[status] ?? (status === 542 ? 'Workflow enqueued' : '')
}

/** Up to this many bytes a body is written together with the head. */
const ONE_WRITE = 16 * 1024

/**
 * node:http writes a head and a string body in one piece, but a head and bytes as two (writev, a tenth of the host's time under load).
 * As latin1 a string holds any bytes exactly.
 */
function endWith(response: ServerResponse, body: Uint8Array): void {
  if (body.length > ONE_WRITE) response.end(body)
  else response.end(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('latin1'), 'latin1')
}

async function streamBody(response: ServerResponse, source: FileSource, files: FileStore): Promise<void> {
  for await (const chunk of files.stream(source)) {
    if (response.destroyed) return
    if (!response.write(chunk)) await drained(response)
  }
  response.end()
}

function drained(response: ServerResponse): Promise<void> {
  return new Promise(resolve => {
    const done = () => {
      response.off('drain', done)
      response.off('close', done)
      resolve()
    }
    response.once('drain', done)
    response.once('close', done)
  })
}
