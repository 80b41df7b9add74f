import type { FunctionOutcome, FunctionPool } from './functions/types.ts'
import type { Trust } from './workspace/trust.ts'

/** Functions of a folder that is not trusted yet do not run: their steps fail and say what to do (safety.md, User code). */
export function trustedFunctions(pool: FunctionPool, trust: Trust): FunctionPool {
  return {
    ...pool,
    call: call => (trust.trusted ? pool.call(call) : Promise.resolve(refused(call.sourceName))),
  }
}

function refused(sourceName: string): FunctionOutcome {
  return {
    ok: false,
    logs: [],
    error: {
      code: 'STEP_FAILED',
      message: `${sourceName} did not run: this folder is not trusted yet. Read its Functions and trust the folder in the app, or start it with triggerbench serve`,
    },
  }
}
