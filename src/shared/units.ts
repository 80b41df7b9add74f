const DURATION = /^(\d+(?:\.\d+)?)\s*(ms|s|m|h|d)$/
const SIZE = /^(\d+(?:\.\d+)?)\s*(B|KiB|MiB|GiB)$/
const MILLISECONDS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 }
const BYTES: Record<string, number> = { B: 1, KiB: 2 ** 10, MiB: 2 ** 20, GiB: 2 ** 30 }

/** Reads a duration of the contract's settings: milliseconds, or `600ms`, `55s`, `2m`, `1h`, `90d`. Gives milliseconds; undefined when it is none. */
export function parseDuration(value: number | string): number | undefined {
  return parseUnit(value, DURATION, MILLISECONDS)
}

/** Reads a size of the contract's settings: bytes, or `64KiB`, `100MiB`, `5GiB`. Gives bytes; undefined when it is none. */
export function parseSize(value: number | string): number | undefined {
  return parseUnit(value, SIZE, BYTES)
}

function parseUnit(value: number | string, pattern: RegExp, units: Record<string, number>): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : undefined
  if (/^\d+$/.test(value)) return Number(value)
  const [, amount, unit] = pattern.exec(value.trim()) ?? []
  const factor = unit === undefined ? undefined : units[unit]
  return factor === undefined ? undefined : Math.round(Number(amount) * factor)
}

/** Writes a byte count as people read it: `231 B`, `48.2 kB`, `1.4 MB` (decimal units, one digit after the point). */
export function formatSize(bytes: number): string {
  if (bytes < 1_000) return `${bytes} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = bytes / 1_000
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1_000
    unit++
  }
  return `${value.toFixed(1)} ${units[unit]}`
}

/** Writes milliseconds as people read them: `0 ms`, `148 ms`, `55.0 s`, `2 m 05 s`. */
export function formatDuration(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  if (ms < 99_950) return `${(ms / 1_000).toFixed(1)} s`
  const seconds = Math.round(ms / 1_000)
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`
}
