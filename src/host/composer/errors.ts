/** Why a test request cannot be composed. */
export type ComposeErrorCode =
  | 'REQUEST_INVALID'
  | 'TEMPLATE_INVALID'
  | 'HEADER_INVALID'
  | 'HEX_INVALID'
  | 'CHARSET_UNKNOWN'
  | 'FILE_NOT_FOUND'
  | 'FILE_FORBIDDEN'

/** A test request that cannot become bytes: `message` names the field and what to do, `field` is its path in the request. */
export class ComposeError extends Error {
  readonly code: ComposeErrorCode
  readonly field: string

  constructor(code: ComposeErrorCode, field: string, message: string) {
    super(message)
    this.name = 'ComposeError'
    this.code = code
    this.field = field
  }
}

/** Why a sending came to no answer. */
export type SendErrorCode =
  | 'TRIGGER_UNREACHABLE'
  | 'CONNECTION_LOST'
  | 'ANSWER_MALFORMED'
  | 'ANSWER_CUT'
  | 'FILE_CHANGED'

/** A sending that got no whole answer. */
export class SendError extends Error {
  readonly code: SendErrorCode

  constructor(code: SendErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'SendError'
    this.code = code
  }
}
