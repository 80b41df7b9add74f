/** Exit codes (contract §3). */
export const FAILED = 1
export const USAGE = 2
export const UNUSABLE = 3
export const NOT_STARTED = 4

/** Ends a command with a code and a sentence on standard error. */
export class ExitError extends Error {
  readonly exitCode: number
  constructor(exitCode: number, message: string) {
    super(message)
    this.name = 'ExitError'
    this.exitCode = exitCode
  }
}
