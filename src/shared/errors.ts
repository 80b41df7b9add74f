/**
 * What a user can cause, as a value: a stable code, the HTTP status it is answered with, and a sentence that names
 * the field or step and says what to do. Codes and statuses: contract §2, "Errors are JSON".
 */
export const ERROR_STATUS = {
  BODY_NOT_JSON: 400,
  VALIDATION_FAILED: 400,
  FILE_HEX_INVALID: 400,
  MULTIPART_INVALID: 400,
  BODY_TOO_DEEP: 400,
  URL_INVALID: 400,
  QUERY_INVALID: 400,
  REQUEST_MALFORMED: 400,
  TOKEN_MISSING: 401,
  TOKEN_INVALID: 401,
  TOKEN_EXPIRED: 401,
  PROJECT_FORBIDDEN: 403,
  HOST_FORBIDDEN: 403,
  ORIGIN_FORBIDDEN: 403,
  WORKFLOW_NOT_FOUND: 404,
  PROJECT_NOT_FOUND: 404,
  EXECUTION_NOT_FOUND: 404,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  REQUEST_TOO_SLOW: 408,
  WORKFLOW_DISABLED: 409,
  BODY_TOO_LARGE: 413,
  URL_TOO_LONG: 414,
  CHARSET_UNKNOWN: 415,
  ENCODING_UNKNOWN: 415,
  WORKFLOW_INVALID: 422,
  HEADERS_TOO_LARGE: 431,
  STEP_FAILED: 500,
  FUNCTION_TIMEOUT: 500,
  FUNCTION_MEMORY: 500,
  FUNCTION_INTERRUPTED: 500,
  FUNCTION_RESULT_INVALID: 500,
  LIBRARY_UNKNOWN: 500,
  STEP_OUTPUT_TOO_LARGE: 500,
  FILE_TOO_LARGE_FOR_HEX: 500,
  FAN_OUT_TOO_LARGE: 500,
  CANCELLED: 500,
  INTERRUPTED: 500,
  NO_RESPONSE_REACHED: 500,
  TOO_MANY_RUNS: 503,
  SHUTTING_DOWN: 503,
  HISTORY_UNWRITABLE: 503,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** Facts beside an error's sentence, e.g. `{ line, column }` for BODY_NOT_JSON. */
export type ErrorMeta = Record<string, unknown>

/** An error a user can cause. Anything else that is thrown is a bug and is logged with its stack. */
export class UserError extends Error {
  readonly code: ErrorCode
  readonly meta: ErrorMeta | undefined

  constructor(code: ErrorCode, message: string, meta?: ErrorMeta) {
    super(message)
    this.name = 'UserError'
    this.code = code
    this.meta = meta
  }

  /** The HTTP status this error is answered with. */
  get status(): number {
    return ERROR_STATUS[this.code]
  }
}

/** Closes a union: a kind that is not handled does not compile. */
export function assertNever(value: never): never {
  throw new Error(`Unhandled value: ${JSON.stringify(value)}`)
}
