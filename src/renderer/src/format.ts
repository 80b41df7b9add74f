const pad = (value: number): string => String(value).padStart(2, '0')

/** A duration for people: `2 ms`, `55.0 s`, `3 m 05 s`, `2 h 10 m`. Takes milliseconds. */
export const duration = (ms: number): string => {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`
  const whole = Math.round(seconds)
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${pad(whole % 60)} s`
  return `${Math.floor(whole / 3600)} h ${pad(Math.floor((whole % 3600) / 60))} m`
}

/** A size for people in decimal units: `74 B`, `48.2 kB`, `5.1 MB`. The exact count belongs into a title. */
export const bytes = (count: number): string => {
  if (count < 1000) return `${count} B`
  const units = ['kB', 'MB', 'GB', 'TB']
  let value = count / 1000
  let unit = 0
  while (value >= 999.95 && unit < units.length - 1) {
    value /= 1000
    unit += 1
  }
  return `${value.toFixed(1)} ${units[unit]}`
}

/** A count with separators: `48,213`. */
export const count = (value: number): string => value.toLocaleString('en-US')

/** `1 step`, `7 steps`. */
export const plural = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)} ${value === 1 ? one : many}`

/** `09:42:17` in local time. */
export const clockTime = (at: number): string => {
  const date = new Date(at)
  return `${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`
}

const WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAY_MS = 86_400_000

const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0)

/** The shortest time that still says when: `09:42:17` today, `Sun 18:20` this week, `14 Nov 18:20` before. */
export const shortTime = (at: number, now: number): string => {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS)
  if (days <= 0) return clockTime(at)
  const date = new Date(at)
  const minutes = `${pad(date.getHours())}:${pad(date.getMinutes())}`
  if (days < 7) return `${WEEKDAYS[date.getDay()]} ${minutes}`
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${minutes}`
}

/** The heading of a day in a list: `Today, Monday 23 November`. */
export const dayHeading = (at: number, now: number): string => {
  const text = new Date(at)
    .toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' })
    .replace(',', '')
  const days = Math.round((startOfDay(now) - startOfDay(at)) / DAY_MS)
  if (days === 0) return `Today, ${text}`
  return days === 1 ? `Yesterday, ${text}` : text
}

/** Day and time to the millisecond: `23 Nov 09:42:17.002`. */
export const fullTime = (at: number): string => {
  const date = new Date(at)
  const millis = String(Math.floor(at) % 1000).padStart(3, '0')
  return `${date.getDate()} ${MONTHS[date.getMonth()]} ${clockTime(at)}.${millis}`
}

/** A UUID short enough for a strip: `019ab3f2…c2`. */
export const shortId = (id: string): string => (id.length > 12 ? `${id.slice(0, 8)}…${id.slice(-2)}` : id)
