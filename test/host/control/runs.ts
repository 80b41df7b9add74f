import type { Run } from '../../../src/host/engine/run.ts'
import { idText, newId } from '../../../src/host/engine/uuid.ts'
import type { History } from '../../../src/host/history/types.ts'

/** A run as the engine makes one, with what a test wants different. */
export function makeRun(more: Partial<Run> = {}): Run {
  const startedAt = more.startedAt ?? Date.now()
  const idBytes = newId(startedAt)
  return {
    id: idText(idBytes),
    idBytes,
    workflow: {
      id: 'w1',
      slug: 'lead',
      name: 'Lead',
      projectId: 'p',
      version: 'v1',
      snapshot: () => '{}',
    },
    source: 'client',
    requestName: undefined,
    userId: 'u',
    startedAt,
    request: {
      method: 'POST',
      target: '/projects/p/sdk/triggers/w1',
      httpVersion: '1.1',
      rawHeaders: ['Host', '127.0.0.1:4750', 'Content-Type', 'application/json'],
      remote: '127.0.0.1:50000',
      body: Buffer.from('{"a":1}'),
    },
    steps: [
      {
        stepId: 'trigger',
        kind: 'trigger',
        name: 'Request trigger',
        status: 'SUCCEEDED',
        startedAt: 0,
        durationMs: 0,
        attempts: 1,
        input: null,
        output: { request: { body: { a: 1 } } },
      },
    ],
    status: 'EXECUTING',
    durationMs: null,
    error: undefined,
    response: null,
    ...more,
  }
}

/** Ends a run with an answer and waits until it is on disk. */
export function saveEnded(history: History, run: Run, body = '{"ok":true}'): Promise<void> {
  run.status = 'SUCCEEDED'
  run.durationMs = 12.5
  run.response = {
    status: 200,
    rawHeaders: ['Content-Type', 'application/json; charset=utf-8'],
    body: Buffer.from(body),
    sentAt: 10,
  }
  return new Promise((resolve, reject) => history.writer.save(run, error => (error ? reject(error) : resolve())))
}
