/**
 * Cuts an event stream into the `data:` of its events (WHATWG HTML §9.2.6, as far as the control API uses it: `data` lines,
 * comments as heartbeats). Feed it text as it arrives; each call gives the events that became complete.
 */
export const createEventReader = (): ((chunk: string) => string[]) => {
  let pending = ''
  return chunk => {
    pending += chunk
    const blocks = pending.split(/\r?\n\r?\n/)
    pending = blocks.pop() ?? ''
    return blocks.flatMap(block => {
      const data = block
        .split(/\r?\n/)
        .filter(line => line.startsWith('data:'))
        .map(line => line.slice(line.startsWith('data: ') ? 6 : 5))
      return data.length > 0 ? [data.join('\n')] : []
    })
  }
}
