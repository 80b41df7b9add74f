/** What a Range header asks of a payload: bytes from `start` to `end` (exclusive), all of it, or nothing there is. */
export type RangeAnswer = { kind: 'all' } | { kind: 'part'; start: number; end: number } | { kind: 'unsatisfiable' }

/**
 * Reads a Range header (RFC 9110 §14.2). Only one byte range is served; several, other units and what cannot be read are
 * answered with all of it, as the RFC allows.
 */
export function rangeOf(header: string | undefined, size: number): RangeAnswer {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header ?? '')
  if (!match || (match[1] === '' && match[2] === '')) return { kind: 'all' }
  const first = match[1] === '' ? undefined : Number(match[1])
  const last = match[2] === '' ? undefined : Number(match[2])
  if (first === undefined) {
    const length = Math.min(last ?? 0, size)
    return length === 0 ? { kind: 'unsatisfiable' } : { kind: 'part', start: size - length, end: size }
  }
  if (last !== undefined && last < first) return { kind: 'all' }
  if (first >= size) return { kind: 'unsatisfiable' }
  return { kind: 'part', start: first, end: last === undefined ? size : Math.min(last + 1, size) }
}
