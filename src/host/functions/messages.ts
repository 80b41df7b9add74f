import type { FunctionLimits } from './types.ts'

const MIB = 2 ** 20

/** What FUNCTION_TIMEOUT says: the limit and how to raise it. */
export function timedOut(sourceName: string, { functionTimeout }: FunctionLimits): string {
  const limit = functionTimeout % 1000 === 0 ? `${functionTimeout / 1000} s` : `${functionTimeout} ms`
  return `The Function ${sourceName} ran longer than ${limit}, the limit functionTimeout, and was ended. Look for a loop or an await that never ends, or raise limits.functionTimeout in triggerbench.yaml.`
}

/** What FUNCTION_MEMORY says. */
export function outOfMemory(sourceName: string, { functionMemory }: FunctionLimits): string {
  return `The Function ${sourceName} needed more memory than ${Math.round(functionMemory / MIB)} MiB, the limit functionMemory, and was ended. Hold less at a time, or raise limits.functionMemory in triggerbench.yaml.`
}

/** What FUNCTION_INTERRUPTED says of a call that had begun. */
export function interrupted(why: string): string {
  return `The Function's runner ended while the call was under way (${why}). The call is not repeated, as it may have had effects; run the workflow again if that is safe.`
}

/** What FUNCTION_INTERRUPTED says of a call that was not begun. */
export const SHUTTING_DOWN = 'The host shut down before the Function was called. Run the workflow again.'

export const CANCELLED = 'The call was cancelled.'
