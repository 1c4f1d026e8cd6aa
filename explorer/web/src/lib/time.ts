// Spans and moments as people read them. Market time is the chain's own clock in milliseconds: it has no date.

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/**
 * span formats milliseconds with the two largest units that say something: "45 s", "3 min 20 s", "2 d 4 h". A number stays with
 * its unit on one line.
 */
export function span(ms: number): string {
  const v = Math.abs(ms)
  if (!Number.isFinite(v)) return '–'
  if (v < SECOND) return `${Math.round(v)}\u00a0ms`
  if (v < 10 * SECOND && v % SECOND) return `${(Math.floor(v / 100) / 10).toFixed(1)}\u00a0s`
  if (v < MINUTE) return `${Math.floor(v / SECOND)}\u00a0s`
  if (v < HOUR) return two(v, MINUTE, 'min', SECOND, 's', 10)
  if (v < DAY) return two(v, HOUR, 'h', MINUTE, 'min', 24)
  return two(v, DAY, 'd', HOUR, 'h', 14)
}

function two(v: number, large: number, a: string, small: number, b: string, only: number): string {
  const n = Math.floor(v / large)
  const rest = Math.floor((v % large) / small)
  return rest && n < only ? `${n}\u00a0${a} ${rest}\u00a0${b}` : `${n}\u00a0${a}`
}

/** brief is the largest unit alone, for narrow places: "3 min". */
export function brief(ms: number): string {
  const v = Math.abs(ms)
  if (v < MINUTE) return `${Math.floor(v / SECOND)}\u00a0s`
  if (v < HOUR) return `${Math.floor(v / MINUTE)}\u00a0min`
  if (v < DAY) return `${Math.floor(v / HOUR)}\u00a0h`
  return `${Math.floor(v / DAY)}\u00a0d`
}

/** ago says how long before now a moment was; moments that are a little ahead of this machine's clock are now. */
export function ago(at: number, now: number): string {
  const d = now - at
  if (d < 2 * SECOND) return 'just now'
  return `${brief(d)} ago`
}

/** until says how far a moment of market time is: "in 12 s", or what has come. */
export function until(due: number, now: number): string {
  const d = due - now
  if (d <= 0) return 'due now'
  return `in ${d > MINUTE ? span(d) : brief(Math.max(d, SECOND))}`
}

/** clockTime is a moment in this machine's zone: time of the day when it is today, with the date otherwise. */
export function clockTime(at: number, now: number): string {
  const d = new Date(at)
  const pad = (n: number) => String(n).padStart(2, '0')
  const time = `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}`
  if (new Date(now).toDateString() === d.toDateString()) return time
  return `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())} ${time}`
}

/** parseTime reads RFC 3339 or milliseconds; NaN for nothing. */
export function parseTime(t: string | number | undefined | null): number {
  if (t === undefined || t === null || t === '') return NaN
  if (typeof t === 'number') return t
  return /^\d+$/.test(t) ? Number(t) : Date.parse(t)
}
