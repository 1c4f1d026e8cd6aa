import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { money } from '../../src/lib/format'
import { news, plainText, stories, tell } from '../../src/lib/story'
import type { Event } from '../../src/lib/types'

let n = 0
const event = (kind: string, attributes: Record<string, string>, height = 1, tx = ''): Event => ({ cursor: String(++n), height, time_ms: height * 1000, kind, tx, attributes })
const say = (e: Event) => plainText(tell(e).text, (a) => a, (c) => money(c))

test('a job and its ends in words', () => {
  assert.equal(say(event('market.job_posted', { client: 'newsroom', budget: '10000000utroth' })), 'newsroom posted a job. Its budget of 10 TROTH is held on its own account.')
  assert.equal(say(event('market.job_awarded', { client: 'newsroom', provider: 'vera', price: '5utroth', backups: '2' })), 'newsroom hired vera for 0.000005 TROTH, with 2 runners-up standing by.')
  assert.equal(say(event('market.job_expired', { reason: 'no_bids' })), 'Nobody bid. The job expired and its budget is free again.')
  assert.equal(say(event('market.job_cancelled', { client: 'newsroom' })), 'newsroom cancelled the job for free.')
  assert.match(say(event('market.job_cancelled', { client: 'newsroom', fee: '1000000utroth' })), /1 TROTH was burned/)
})

const end = (o: Record<string, string>) => event('agreement.agreement_completed', { client: 'c', provider: 'p', milestone: '0', paid: '0utroth', refunded: '0utroth', burned: '0utroth', compensation: '0utroth', pledge_burned: '0utroth', ...o })

test('a settlement says who, why, and where each coin went', () => {
  const paid = end({ act: 'accept', outcome: 'OUTCOME_ACCEPT', paid: '9800000utroth', burned: '200000utroth', rating: '95' })
  assert.equal(say(paid), 'c accepted the work. 9.8 TROTH went to p, 0.2 TROTH was burned.')
  assert.equal(tell(paid).note, 'Rated 95 of 100.')
  assert.equal(tell(paid).tone, 'paid')
  assert.match(say(end({ act: 'due', outcome: 'OUTCOME_AUTO', paid: '1utroth' })), /^c stayed silent, so the chain accepted the work/)
  const late = end({ act: 'due', outcome: 'OUTCOME_LATE', refunded: '10utroth', compensation: '2utroth' })
  assert.match(say(late), /^p missed the deadline\. 0\.00001 TROTH back to c\. c got 0\.000002 TROTH of the pledge\./)
  assert.equal(tell(late).tone, 'burn')
})

test('every event of the market has words of its own', () => {
  for (const f of ['events.golden', 'events_offer.golden'])
    for (const line of readFileSync(`${process.cwd()}/../../x/market/types/testdata/${f}`, 'utf8').trim().split('\n')) {
      const [kind, ...pairs] = line.split(' ')
      const e = event(kind!, Object.fromEntries(pairs.map((p) => [p.slice(0, p.indexOf('=')), p.slice(p.indexOf('=') + 1)])))
      const text = say(e)
      assert.ok(!text.includes('undefined') && !text.includes('NaN'), `${kind}: ${text}`)
      if (!kind!.endsWith('params_updated')) assert.ok(!text.startsWith('market ·'), `${kind} is told by its name only`)
    }
})

test('every event of agreements has words of its own', () => {
  const source = readFileSync(`${process.cwd()}/../../x/agreement/types/events.go`, 'utf8')
  const kinds = [...source.matchAll(/"(agreement\.[a-z_]+)"/g)].map((m) => m[1]!)
  assert.ok(kinds.length > 15)
  for (const kind of kinds) {
    const text = say(event(kind, { client: 'c', provider: 'p', price: '1utroth' }))
    assert.ok(!text.startsWith('agreement ·'), kind)
  }
})

test('every event of judges has words of its own', () => {
  const kinds = ['events.go', 'events_arbiters.go'].flatMap((f) =>
    [...readFileSync(`${process.cwd()}/../../x/arbitration/types/${f}`, 'utf8').matchAll(/"(arbitration\.[a-z_]+)"/g)].map((m) => m[1]!))
  assert.ok(kinds.length > 20)
  for (const kind of kinds.filter((k) => !k.endsWith('params_updated') && !k.endsWith('trees_refused'))) {
    const text = say(event(kind, { client: 'c', provider: 'p', agent: 'a', arbiter: 'a', price: '1utroth', verdict_bps: '2500', draw_height: '5', standing: 'coherent', skills: '*' }))
    assert.ok(!text.startsWith('arbitration ·') && !text.includes('undefined'), `${kind}: ${text}`)
  }
})

test('events that are not known yet are told by what they name', () => {
  assert.equal(say(event('court.case_opened', { case: 'case_0000002a1b2c3d4e', client: 'troth1abc', verdict_bps: '2500' })).replaceAll('\u202f', ''), 'court · case opened, case case_0000002a1b2c3d4e, client troth1abc, verdict bps 25%.')
})

test('bookkeeping goes with the entry of its block and transaction, and nothing is told twice', () => {
  const posted = event('market.job_posted', { client: 'c', budget: '1utroth' }, 5, 'A')
  const hold = event('escrow.hold_placed', { agent: 'c', amount: '1utroth' }, 5, 'A')
  const other = event('escrow.hold_placed', { agent: 'c', amount: '1utroth' }, 6, 'B')
  const told = stories([posted, hold, other, posted])
  assert.equal(told.length, 1)
  assert.deepEqual(told[0]!.also, [hold])
  assert.equal(stories([posted, hold, other], true).length, 3)
})

test('the news are what the market does, each thing once', () => {
  const told = news([
    event('beacon.value', { proven: 'true' }), event('market.job_posted', { client: 'c', budget: '1utroth' }), event('escrow.hold_placed', { agent: 'c', amount: '1utroth' }), event('market.bid_revealed', { provider: 'p', price: '1utroth' }),
    event('market.job_awarded', { client: 'c', provider: 'p', price: '1utroth' }), event('agreement.agreement_opened', { origin: 'job_0000002a1b2c3d4e', client: 'c', provider: 'p', price: '1utroth' }),
    event('agreement.agreement_opened', { origin: '', client: 'c', provider: 'p', price: '1utroth' }), event('deadline.ran', {}),
  ])
  assert.deepEqual(told.map((e) => e.kind), ['market.job_posted', 'market.job_awarded', 'agreement.agreement_opened'])
})

const tellAll = (list: ReturnType<typeof news>) => list.map((e) => plainText(e.text, (a) => a, (c) => money(c)))

test('bids for one job that follow each other are told together', () => {
  const bid = (job: string, provider: string) => event('market.bid_placed', { job, provider, price: '2000000utroth', pledge: '1utroth', rank: '1' })
  assert.deepEqual(tellAll(news([bid('job_1', 'a'), bid('job_1', 'b'), bid('job_2', 'c'), bid('job_1', 'd')])), ['b and a bid, the last of them 2 TROTH.', 'c bid 2 TROTH.', 'd bid 2 TROTH.'])
  const sealed = (provider: string) => event('market.bid_committed', { job: 'job_1', provider, deposit: '1utroth' })
  assert.deepEqual(tellAll(news(['a', 'b', 'c', 'd', 'e'].map(sealed))), ['e, d, c and 2 more placed sealed bids.'])
})

test('an award and the agreement that it puts in force are one entry', () => {
  const opened = event('agreement.agreement_opened', { agreement: 'agr_1', origin: 'job_1', client: 'c', provider: 'p', price: '1000000utroth', pledge: '2000000utroth' }, 7)
  const awarded = event('market.job_awarded', { agreement: 'agr_1', client: 'c', provider: 'p', price: '1000000utroth' }, 7)
  const list = stories([opened, awarded])
  assert.deepEqual(tellAll(list), ['c hired p for 1 TROTH. The price is held, and a pledge of 2 TROTH of p.'])
  assert.deepEqual(list[0]!.also, [opened])
  assert.equal(stories([opened, awarded], true).length, 2, 'unless everything is asked for')
  assert.equal(stories([opened, event('market.job_awarded', { agreement: 'agr_2', client: 'c', provider: 'p', price: '1utroth' }, 7)]).length, 2)
})

test('a verdict that nobody appealed says whether there was an appeal before', () => {
  assert.match(say(event('arbitration.verdict_final', { round: '0', verdict_bps: '2500' })), /^Nobody appealed: the verdict of/)
  assert.match(say(event('arbitration.verdict_final', { round: '1', verdict_bps: '7500' })), /^Nobody appealed again: the verdict of/)
})
