// The stream of blocks and events, resumed where it broke. EventSource resumes by itself while the connection only drops;
// when the browser gives up (an error status, a sleeping machine) a new one is opened after the last cursor seen.
import type { Block, Event } from './types'

export type State = 'connecting' | 'live' | 'waiting'

/** Source is the part of EventSource that is used; tests bring their own. */
export interface Source {
  readyState: number
  onopen: (() => void) | null
  onerror: (() => void) | null
  addEventListener(type: string, f: (m: { data: string; lastEventId: string }) => void): void
  close(): void
}

export interface Handlers {
  block(b: Block): void
  event(e: Event): void
  state(s: State): void
  /** resumed after a gap of that many milliseconds without a connection. */
  resumed?(gap: number): void
}

const CLOSED = 2
/** The pauses between attempts, in ms. */
export const PAUSES = [500, 1000, 2000, 5000, 10_000, 20_000]

/** Stream keeps one connection and the cursor of the last message. */
export class Stream {
  cursor = ''
  private source: Source | undefined
  private timer: ReturnType<typeof setTimeout> | undefined
  private attempt = 0
  private lost = 0
  private stopped = false

  constructor(
    private readonly open: (url: string) => Source,
    private readonly to: Handlers,
    private readonly now: () => number = Date.now,
  ) {}

  start(): void {
    this.stopped = false
    this.connect()
  }

  stop(): void {
    this.stopped = true
    clearTimeout(this.timer)
    this.source?.close()
    this.source = undefined
  }

  /** again connects at once instead of after the pause, as when the browser comes back online. */
  again(): void {
    if (this.stopped || (this.source && this.source.readyState !== CLOSED)) return
    this.attempt = 0
    clearTimeout(this.timer)
    this.connect()
  }

  /** live tells that a connection is open, as far as the browser knows. */
  get live(): boolean {
    return !!this.source && this.source.readyState === 1
  }

  /** restart gives the connection up and opens another after the last cursor. */
  restart(): void {
    if (this.stopped) return
    this.source?.close()
    clearTimeout(this.timer)
    if (!this.lost) this.lost = this.now()
    this.connect()
  }

  private connect(): void {
    this.to.state('connecting')
    const s = this.open('/v1/events' + (this.cursor ? '?after=' + encodeURIComponent(this.cursor) : ''))
    this.source = s
    s.onopen = () => {
      this.attempt = 0
      this.to.state('live')
      if (this.lost) this.to.resumed?.(this.now() - this.lost)
      this.lost = 0
    }
    s.onerror = () => {
      if (!this.lost) this.lost = this.now()
      if (s.readyState !== CLOSED) return this.to.state('connecting')
      if (this.source !== s || this.stopped) return
      this.to.state('waiting')
      const pause = PAUSES[Math.min(this.attempt++, PAUSES.length - 1)]!
      this.timer = setTimeout(() => this.connect(), pause)
    }
    s.addEventListener('block', (m) => this.take<Block>(m, (b) => this.to.block(b)))
    s.addEventListener('event', (m) => this.take<Event>(m, (e) => this.to.event(e)))
  }

  private take<T>(m: { data: string; lastEventId: string }, give: (v: T) => void): void {
    let v: T
    try {
      v = JSON.parse(m.data) as T
    } catch {
      return // A message that is no JSON says nothing; the cursor stays, so that it comes again after a break.
    }
    if (m.lastEventId) this.cursor = m.lastEventId
    give(v)
  }
}
