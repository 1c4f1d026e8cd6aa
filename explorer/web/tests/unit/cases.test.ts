import assert from 'node:assert/strict'
import { test } from 'node:test'
import { began, decided, earned, found, next, panels, phases, said, vote, type Panel } from '../../src/lib/cases'
import { agreement, caseOf } from '../../src/lib/next'
import type { Agreement, Case, CasePage, CaseRound, Event, Seat } from '../../src/lib/types'

const kase = (o: Partial<Case>) => ({ status: 'commit', size: 5, seats: 3, round: 0, due_ms: 60_000, verdict_bps: 5000, unclear: true, ...o }) as Case
const round = (o: Partial<CaseRound>) => ({ number: 0, committed: 1, revealed: 0, verdict_bps: 5000, ruled_ms: 0, draw_height: 40, ...o }) as CaseRound
const event = (kind: string, attributes: Record<string, string>): Event => ({ cursor: kind, height: 1, time_ms: 1, kind, tx: '', attributes })

test('each phase says who acts, how far they are, and what comes by itself', () => {
  assert.match(next(kase({ status: 'opened' }), round({}))!.now, /panel of 5 is drawn by stake, by the random value of block 40/)
  assert.equal(next(kase({ status: 'drawn' }), round({}))!.who, 'sides')
  const commit = next(kase({}), round({}))!
  assert.deepEqual([commit.who, commit.due], ['panel', 60_000])
  assert.match(commit.now, /1 of 3 have/)
  assert.match(next(kase({ status: 'reveal' }), round({ revealed: 2 }))!.now, /2 of 3 have/)
  assert.match(next(kase({ status: 'ruled', verdict_bps: 7500, unclear: false }), round({}))!.now.replaceAll('\u202f', ''), /75% for the provider/)
  assert.match(next(kase({ status: 'ruled' }), round({}))!.now, /No judge opened a vote/)
  assert.equal(next(kase({ status: 'settling' }), round({}))!.who, 'chain')
  assert.equal(next(kase({ status: 'closed' }), round({})), undefined)
  assert.deepEqual(phases(kase({})).map((s) => s.state), ['done', 'done', 'now', 'ahead', 'ahead', 'ahead'])
  assert.ok(phases(kase({ status: 'closed' })).every((s) => s.state === 'done'))
  assert.deepEqual([decided(kase({})), decided(kase({ status: 'final' }))], [false, true])
})

test('a vote is shown only after it was opened, a verdict only after a panel has spoken', () => {
  assert.equal(vote({ revealed: false, bps: 7500 }), undefined)
  assert.equal(vote({ revealed: true, bps: 0 }), 0)
  assert.equal(found(round({ revealed: 2, verdict_bps: 7500 })), undefined)
  assert.equal(found(round({ revealed: 2, verdict_bps: 7500, ruled_ms: 9 })), 7500)
  assert.equal(found(round({ revealed: 0, ruled_ms: 9 })), undefined)
})

test('seats go with their round, and a phase began its window before its end', () => {
  const page = { case: kase({}), rounds: [round({}), round({ number: 1 })], seats: [{ round: 1, arbiter: 'a' }, { round: 0, arbiter: 'b' }] as Seat[], record: { case: { rules: { commit_ms: '20000' } } } } as unknown as CasePage
  assert.deepEqual(panels(page).map((p) => p.judges.map((s) => s.arbiter)), [['b'], ['a']])
  assert.equal(began(page), 40_000)
  assert.equal(began({ ...page, record: null }), 0)
})

test('what the sides say comes from the last claim before the contest, and names the case', () => {
  const events = [
    event('agreement.work_rejected', { claimed_bps: '0', reason: 'old' }), event('agreement.work_rejected', { claimed_bps: '2500', reason: 'late' }),
    event('agreement.work_contested', { case: 'case_1', by: 'ROLE_PROVIDER', reason: 'in time' }), event('agreement.work_rejected', { claimed_bps: '9', reason: 'of the next milestone' }),
  ]
  assert.deepEqual(said(events, 'case_1'), { claim: { bps: 2500, reason: 'late' }, contest: { by: 'provider', reason: 'in time' } })
  assert.equal(said(events, 'case_2').contest, undefined)
  const up = agreement({ status: 'disputed', running: true } as Agreement, {}, false, false, caseOf(events))!
  assert.deepEqual([up.who, up.more?.href], ['panel', '#/disputes/case_1'])
})

test('who agreed shares what the others lost, and the fee', () => {
  const seats = [{ standing: 'coherent', earned: '61' }, { standing: 'coherent', earned: '61' }, { standing: 'coherent', earned: '61' }, { standing: 'incoherent', earned: '0' }] as Seat[]
  const panel = { ...round({ fee_client: '70', fee_provider: '30', fee_appeal: '0' }), judges: seats } as Panel
  assert.deepEqual(seats.map((s) => earned(s, panel, true)), [94n, 94n, 94n, 0n])
  assert.equal(earned(seats[0]!, panel, false), 61n)
})
