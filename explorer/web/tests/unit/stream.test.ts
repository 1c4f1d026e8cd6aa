import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { PAUSES, Stream, type Source, type State } from '../../src/lib/stream'
import type { Block, Event } from '../../src/lib/types'

class Fake implements Source {
  readyState = 0
  onopen: (() => void) | null = null
  onerror: (() => void) | null = null
  closed = false
  private handlers = new Map<string, (m: { data: string; lastEventId: string }) => void>()
  constructor(readonly url: string) {}
  addEventListener(type: string, f: (m: { data: string; lastEventId: string }) => void) {
    this.handlers.set(type, f)
  }
  close() {
    this.closed = true
    this.readyState = 2
  }
  say(type: string, data: unknown, id: string) {
    this.handlers.get(type)!({ data: typeof data === 'string' ? data : JSON.stringify(data), lastEventId: id })
  }
  fail(state: number) {
    this.readyState = state
    this.onerror!()
  }
}

function fixture() {
  const sources: Fake[] = []
  const blocks: Block[] = []
  const events: Event[] = []
  const states: State[] = []
  const gaps: number[] = []
  let now = 0
  const s = new Stream(
    (url) => {
      const f = new Fake(url)
      sources.push(f)
      return f
    },
    { block: (b) => blocks.push(b), event: (e) => events.push(e), state: (x) => states.push(x), resumed: (g) => gaps.push(g) },
    () => now,
  )
  return { s, sources, blocks, events, states, gaps, at: (t: number) => (now = t) }
}

test('it begins now and remembers the cursor of every message', () => {
  const { s, sources, blocks, events } = fixture()
  s.start()
  assert.equal(sources[0]!.url, '/v1/events')
  sources[0]!.say('block', { height: 7 }, '7-0')
  sources[0]!.say('event', { kind: 'market.job_posted' }, '7-1')
  assert.deepEqual([blocks.length, events.length, s.cursor], [1, 1, '7-1'])
})

test('after a break the browser gave up on, it goes on after the last cursor, with growing pauses', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { s, sources, states, gaps, at } = fixture()
    s.start()
    sources[0]!.onopen!()
    sources[0]!.say('event', {}, 'a b&c')
    at(1000)
    sources[0]!.fail(2)
    assert.deepEqual(states, ['connecting', 'live', 'waiting'])
    mock.timers.tick(PAUSES[0]! - 1)
    assert.equal(sources.length, 1)
    mock.timers.tick(1)
    assert.equal(sources[1]!.url, '/v1/events?after=a%20b%26c')
    sources[1]!.fail(2)
    mock.timers.tick(PAUSES[0]!)
    assert.equal(sources.length, 2, 'the second pause is longer')
    mock.timers.tick(PAUSES[1]!)
    assert.equal(sources.length, 3)
    at(4000)
    sources[2]!.onopen!()
    assert.deepEqual(gaps, [3000])
    sources[2]!.fail(2)
    mock.timers.tick(PAUSES[0]!)
    assert.equal(sources.length, 4, 'success resets the pause')
  } finally {
    mock.timers.reset()
  }
})

test('while the browser reconnects by itself no second connection is made', () => {
  const { s, sources, states } = fixture()
  s.start()
  sources[0]!.onopen!()
  sources[0]!.fail(0)
  assert.equal(sources.length, 1)
  assert.equal(states.at(-1), 'connecting')
  s.again()
  assert.equal(sources.length, 1)
})

test('a message that is no JSON is skipped and leaves the cursor', () => {
  const { s, sources, events } = fixture()
  s.start()
  sources[0]!.say('event', {}, '1')
  sources[0]!.say('event', '{broken', '2')
  assert.deepEqual([events.length, s.cursor], [1, '1'])
})

test('stopped is stopped', () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  try {
    const { s, sources } = fixture()
    s.start()
    sources[0]!.fail(2)
    s.stop()
    mock.timers.tick(60_000)
    assert.equal(sources.length, 1)
    assert.ok(sources[0]!.closed)
    s.again()
    assert.equal(sources.length, 1)
  } finally {
    mock.timers.reset()
  }
})
