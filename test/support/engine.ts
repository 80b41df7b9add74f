import { Engine, type EngineOptions, type RunAnswer, type RunInput } from '../../src/host/engine/engine.ts'
import { compilePlan } from '../../src/host/engine/plan.ts'
import type { Run } from '../../src/host/engine/run.ts'
import type { StepServices } from '../../src/host/engine/steps/types.ts'
import { settingsSchema } from '../../src/shared/settings.ts'
import { workflowSchema } from '../../src/shared/workflow.ts'
import { createFakeClock } from './clock.ts'

/** An engine with time that stands still and an outside world of the test's making. */
export function createTestEngine(
  outside: Partial<StepServices> = {},
  limits: Record<string, unknown> = {},
  more: Partial<EngineOptions> = {},
) {
  const clock = createFakeClock()
  const unused = () => Promise.reject(new Error('not part of this test'))
  const services: StepServices = {
    clock,
    files: {
      put: unused,
      sink: () => ({ size: 0, write() {}, read: async function* () {}, finish: unused, abort() {} }),
      stream: async function* () {},
    },
    functions: { call: unused, ready: async () => {}, pids: () => [], close: async () => {} },
    send: unused,
    integration: () => undefined,
    ...outside,
  }
  const settings = settingsSchema.parse({ limits })
  const saved: { id: string; status: string }[] = []
  const engine = new Engine({
    services,
    settings: () => settings,
    secrets: () => ({ TOKEN: 'hidden-value' }),
    save: run => void saved.push({ id: run.id, status: run.status }),
    changed: () => {},
    ...more,
  })
  return { clock, engine, saved }
}

/** Starts a run of the given steps; `ended` resolves with it once it has ended, `answers` fills as they come. */
export function startRun(engine: Engine, steps: unknown[], body: unknown = {}, more: Partial<RunInput> = {}) {
  const document = workflowSchema.parse({ id: 'w', name: 'Test', trigger: { type: 'request' }, steps })
  const plan = compilePlan({ slug: 'test', projectId: 'p', version: 'v', document, functions: new Map() })
  const answers: RunAnswer[] = []
  const started = engine.start({
    plan,
    request: { method: 'POST', target: '/', httpVersion: '1.1', rawHeaders: [], remote: '', body: null },
    trigger: { request: { params: {}, headers: {}, body } },
    source: 'client',
    user: { userId: 'u', meta: {} },
    onAnswer: (_run, answer) => answers.push(answer) > 0,
    ...more,
  })
  return { started, answers }
}

/** What a run's steps came to, by id. */
export function outcomes(run: Run): Record<string, unknown> {
  return Object.fromEntries(
    run.steps.map(step => [step.stepId, step.error ? `${step.status} ${step.error.code}` : step.status]),
  )
}
