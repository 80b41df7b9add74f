import { cx } from './cx.ts'
import styles from './status-code.module.css'
import type { Tone } from './tag.tsx'

/**
 * The colour of an HTTP status: green 2xx, blue 202 (accepted), amber 3xx and 4xx, purple 542 (late), red the rest.
 * Source: mock README, "Colour".
 */
export const toneOfCode = (code: number): Tone => {
  if (code === 202) return 'info'
  if (code === 542) return 'late'
  if (code >= 200 && code < 300) return 'ok'
  if (code >= 300 && code < 500) return 'warn'
  return 'bad'
}

const REASONS: Readonly<Record<number, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  301: 'Moved Permanently',
  302: 'Found',
  304: 'Not Modified',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  410: 'Gone',
  413: 'Content Too Large',
  414: 'URI Too Long',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Header Fields Too Large',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
  542: 'Not Completed',
}

/** The reason phrase people know for a status, or an empty text. */
export const reasonOfCode = (code: number): string => REASONS[code] ?? ''

/** A status as a pill: `200 OK` with its reason, or the code alone. */
export const StatusCode = ({
  code,
  reason,
  size = 'md',
}: {
  readonly code: number
  readonly reason?: string
  readonly size?: 'md' | 'sm'
}) => (
  <span
    className={cx(styles.st, toneOfCode(code), size === 'sm' && styles.sm)}
    title={reason ? `${code} ${reason}` : undefined}
  >
    {code}
    {reason ? <span data-reason> {reason}</span> : null}
  </span>
)
