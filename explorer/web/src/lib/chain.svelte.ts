// What the whole page knows of the chain: its status, the newest blocks and events, and the two clocks.
import { ask, path } from './api'
import { Stream, type Source, type State } from './stream'
import type { Block, Event, List, Status } from './types'

const BLOCKS = 48
const EVENTS = 60
/** A chain without a block for so long is said to stand still. */
const STILL = 15_000

let status = $state.raw<Status | undefined>()
let failed = $state('')
let blocks = $state.raw<Block[]>([])
let events = $state.raw<Event[]>([])
let stream = $state<State>('connecting')
let now = $state(Date.now())
// Market time at the last block, and when this machine heard of it.
let market = $state.raw<{ at: number; heard: number } | undefined>()
let heard = $state(Date.now())
// For chains whose API does not tell market time: block time less market time, learnt from a posted job.
let offset = $state.raw<number | undefined>()

type Listener = (e: Event) => void
const listeners = new Set<Listener>()
const resumers = new Set<() => void>()

setInterval(() => (now = Date.now()), 1000)

/** chain is read by every page. */
export const chain = {
  get status() {
    return status
  },
  /** failed says why the explorer does not answer; "" when it does. */
  get failed() {
    return failed
  },
  get blocks() {
    return blocks
  },
  get events() {
    return events
  },
  get stream() {
    return stream
  },
  get height() {
    return Math.max(status?.height ?? 0, blocks[0]?.height ?? 0)
  },
  /** now is this machine's clock, once a second. */
  get now() {
    return now
  },
  /** still for how many ms there was no block, 0 while blocks come. */
  get still() {
    const d = now - heard
    return heard && d > STILL ? d : 0
  },
  /** market is market time now, undefined while it is not known. It stands while no block comes, as on the chain. */
  get market(): number | undefined {
    if (market) return market.at + Math.min(Math.max(0, now - market.heard), 10_000)
    const b = blocks[0]?.time_ms ?? status?.time_ms
    return offset !== undefined && b ? b - offset + Math.min(Math.max(0, now - heard), 10_000) : undefined
  },
  /** learn takes a pair of block time and market time, where the API tells no market time. */
  learn(block: number, marketMs: number) {
    if (!market && Number.isFinite(block - marketMs)) offset = block - marketMs
  },
  /** on calls f for every new event until the returned function is called. */
  on(f: Listener): () => void {
    listeners.add(f)
    return () => listeners.delete(f)
  },
  /** onResume calls f when the stream is back after a break. */
  onResume(f: () => void): () => void {
    resumers.add(f)
    return () => resumers.delete(f)
  },
}

async function load(): Promise<void> {
  try {
    status = await ask<Status>(path(['status']))
    failed = ''
    if (status.market_ms !== undefined) market = { at: status.market_ms, heard: Date.now() }
    // The index has gone on, but the stream says nothing: its connection is dead, though nobody closed it.
    if (status.height > (blocks[0]?.height ?? 0) + 1 && Date.now() - heard > STILL && feed.live) feed.restart()
  } catch (e) {
    failed = (e as Error).message
  }
}

async function begin(): Promise<void> {
  await load()
  try {
    const first = (await ask<List<Block>>(path(['blocks'], { limit: BLOCKS }))).items
    const seen = new Set(blocks.map((b) => b.height))
    blocks = [...blocks, ...first.filter((b) => !seen.has(b.height))].slice(0, BLOCKS)
    heard = Date.now() - Math.max(0, Date.now() - (blocks[0]?.time_ms ?? Date.now()))
  } catch {
    // The stream brings blocks as they come.
  }
}

const feed = new Stream((url) => new EventSource(url) as unknown as Source, {
  block(b) {
    heard = now = Date.now()
    // Market time grows by the time between blocks, at most by the longest step, which is ten seconds unless governance says else;
    // the next status sets it right.
    const step = Math.min(Math.max(0, b.time_ms - (blocks[0]?.time_ms ?? b.time_ms)), 10_000)
    if (b.market_ms !== undefined) market = { at: b.market_ms, heard }
    else if (market) market = { at: market.at + step, heard }
    if (b.height > (blocks[0]?.height ?? 0)) blocks = [b, ...blocks].slice(0, BLOCKS)
  },
  event(e) {
    if (e.cursor === events[0]?.cursor) return
    events = [e, ...events].slice(0, EVENTS)
    for (const f of listeners) f(e)
  },
  state(s) {
    stream = s
  },
  resumed() {
    void load()
    for (const f of resumers) f()
  },
})

let beat = 0

/** start begins to follow the chain. */
export function start(): void {
  void begin()
  feed.start()
  addEventListener('online', () => feed.again())
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') feed.again()
  })
  // The status tells of a follower that lags or has a problem, which no event does.
  // More often while something is wrong, so that it is seen soon when it is right again.
  setInterval(() => {
    if (failed || chain.still || ++beat % 3 === 0) void load()
  }, 5000)
}
