// Time series: the API leaves empty intervals out, charts want them.
import type { Point } from './types'

export type Interval = 'minute' | 'hour' | 'day'

const LENGTH: Record<Interval, number> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 }

/** window is how far a chart looks back: an hour of minutes, two days of hours, sixty days. */
export function window(interval: Interval, now: number): { from: number; to: number } {
  const step = LENGTH[interval]
  const n = { minute: 60, hour: 48, day: 60 }[interval]
  const to = Math.floor(now / step) * step
  return { from: to - (n - 1) * step, to }
}

/** fill puts zeros where nothing happened; of a gauge the last value, and null before the first. */
export function fill(points: Point[], interval: Interval, from: number, to: number, read: (p: Point) => number, gauge = false): { times: number[]; values: (number | null)[] } {
  const step = LENGTH[interval]
  const by = new Map(points.map((p) => [Math.floor(p.t_ms / step), p]))
  const times: number[] = []
  const values: (number | null)[] = []
  let last: number | null = null
  for (const p of points) if (gauge && p.t_ms < from) last = read(p)
  for (let t = Math.ceil(from / step); t * step <= to; t++) {
    const p = by.get(t)
    if (p) last = read(p)
    times.push(t * step)
    values.push(p ? read(p) : gauge ? last : 0)
  }
  return { times, values }
}
