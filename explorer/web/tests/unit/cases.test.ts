import assert from 'node:assert/strict'
import { test } from 'node:test'
import { before, began, bills, decided, earned, found, instant, larger, next, paidItself, panels, phases, said, vote, whoPays, type Panel } from '../../src/lib/cases'
import { agreement, caseOf } from '../../src/lib/next'
import type { Agreement, Case, CasePage, CaseRound, Event, Seat } from '../../src/lib/types'

const kase = (o: Partial<Case>) => ({ status: 'commit', size: 5, seats: 3, round: 0, due_ms: 60_000, verdict_bps: 5000, unclear: true, price: { amount: '9000000', denom: 'utroth' }, ...o }) as Case
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

test('an appeal says what is at stake, what it costs, who asked for the panel and what stands meanwhile', () => {
  const first = round({ size: 5, seats: 5, revealed: 5, verdict_bps: 2500, ruled_ms: 9 })
  const second = round({ number: 1, appellant: 'provider', size: 11, seats: 9, committed: 2, deposit: '770' })
  const record = { case: { rules: { seat_fee: '35000' } } }
  const price = { amount: '8000000', denom: 'utroth' }
  const plain = (s: string) => s.replaceAll('\u202f', '').replaceAll('\u00a0', ' ')
  const open = next(kase({ status: 'ruled', verdict_bps: 2500, unclear: false, price }), first, { rounds: [first], record })!
  assert.match(plain(open.otherwise), /of the price of 8 TROTH, 2 TROTH are for the provider and 6 TROTH for the client, before burn and fees/)
  assert.match(plain(open.otherwise), /asks for up to 11 judges and deposits 0\.77 TROTH for them\. The judges of an appeal are paid by whoever appealed/)
  const bought = next(kase({ status: 'ruled', kind: 'panel', verdict_bps: 2500, unclear: false, price }), first, { rounds: [first], record })!
  assert.ok(bought.otherwise.endsWith(whoPays('panel')))
  const seal = next(kase({ round: 1, seats: 9, price }), second, { rounds: [first, second], record })!
  assert.match(plain(seal.now), /^Second panel, because the provider appealed against 25%\. The judges vote under seal: 2 of 9 have\./)
  assert.match(plain(seal.otherwise), /the verdict of 25% stands/)
  assert.doesNotMatch(next(kase({ price }), first, { rounds: [first], record })!.otherwise, /stands/)
  assert.deepEqual([before([first, second], 1), before([first, second], 0), before([round({ ruled_ms: 9 }), second], 1)], [2500, undefined, undefined])
  assert.deepEqual([3, 5, 7, 23, 47].map(larger), [5, 11, 11, 47, undefined])
})

test('every deposit is told with what it paid, what was burned and what came back', () => {
  const rounds = [round({ fee_client: '70', fee_provider: '30' }), round({ number: 1, appellant: 'provider', deposit: '400', fee_client: '120', fee_provider: '0', fee_appeal: '80', burned: '0' })]
  const settled = bills({ case: kase({ settled_ms: 9, client_deposit: '1000', client_back: '300', provider_deposit: '100', provider_back: '70' }), rounds } as CasePage)
  assert.deepEqual(settled, [
    { side: 'client', appeal: 0, deposit: 1000n, judges: 190n, burned: 510n, back: 300n },
    { side: 'provider', appeal: 0, deposit: 100n, judges: 30n, burned: 0n, back: 70n },
    { side: 'provider', appeal: 1, deposit: 400n, judges: 80n, burned: 0n, back: 320n },
  ])
  for (const b of settled) assert.equal(b.judges + b.burned + b.back, b.deposit)
  const lost = bills({ case: kase({ settled_ms: 9 }), rounds: [round({}), round({ number: 1, appellant: 'client', deposit: '400', fee_appeal: '200', burned: '200' })] } as CasePage)
  assert.deepEqual(lost, [{ side: 'client', appeal: 1, deposit: 400n, judges: 200n, burned: 200n, back: 0n }])
})

test('who pays an appeal is said with its exceptions', () => {
  const plain = (s: string) => s.replaceAll('\u202f', '')
  const dispute = plain(whoPays('dispute'))
  assert.match(dispute, /as much again is burned when both panels have spoken and the verdict did not move 25% its way/)
  assert.match(dispute, /the other side pays them, and what its deposit lacks it owes, out of what the settlement gives it/)
  assert.match(dispute, /right from the beginning pays nothing: one that was less than 12\.5% from the verdict .* no further off than whoever appealed/)
  assert.match(whoPays('panel'), /the other side owes it that/)
  assert.doesNotMatch(whoPays('panel'), /from the beginning|its deposit/)
})

test('an appeal that paid its judges itself says why', () => {
  const why = (o: Partial<Case>, r: Partial<CaseRound>, was = 2500) =>
    paidItself({ case: kase({ kind: 'dispute', settled_ms: 9, verdict_bps: 7500, client_deposit: '500', provider_deposit: '100', ...o }), rounds: [round({ verdict_bps: was, fee_client: '100', fee_provider: '100' }), round({ number: 1, appellant: 'provider', fee_appeal: '80', ...r })] } as CasePage).map((s) => s.replaceAll('\u202f', ''))
  assert.deepEqual(why({}, { fee_appeal: '0', fee_client: '80' }), [])
  assert.deepEqual(why({}, {}, 7500), ['The provider paid judges of the second panel: the verdict did not move 25% its way.'])
  assert.deepEqual(why({ verdict_bps: 2500 }, {}, 5000), ['The provider paid judges of the second panel: the verdict did not move 25% its way.'], 'the wrong way')
  assert.deepEqual(why({}, { fee_client: '400' }), ['The provider paid judges of the second panel: the deposit of the client was too small, and it owed the rest.'])
  assert.deepEqual(why({}, {}), ['The provider paid judges of the second panel: the client was right from the beginning.'])
  assert.match(why({ verdict_bps: 0 }, { appellant: 'client' })[0]!, /^The client paid .* the deposit of the provider was too small, and it owed the rest, or the provider was right from the beginning\.$/)
  assert.match(why({ kind: 'panel' }, {})[0]!, /: the client owed it that out of the settlement\.$/)
})

test('a price that was paid at the delivery is not divided again', () => {
  const said = (o: Partial<Case>, paid = true) => next(kase({ status: 'ruled', unclear: false, price: { amount: '8000000', denom: 'utroth' }, ...o }), round({}), { rounds: [round({})], record: null, instant: paid })!.otherwise.replaceAll('\u202f', '').replaceAll('\u00a0', ' ')
  assert.match(said({ verdict_bps: 2500 }), /the price of 8 TROTH was paid when the work was delivered; the provider keeps it and loses 75% of its pledge\.$/)
  assert.match(said({ verdict_bps: 10_000 }), /the provider keeps it, and its pledge\.$/)
  assert.match(said({ unclear: true }), /4 TROTH of it come back to the client, out of the provider’s pledge\.$/)
  assert.match(said({ verdict_bps: 2500 }, false), /2 TROTH are for the provider/)
  const sent = (advance: string) => [event('agreement.work_submitted', { advance })]
  assert.deepEqual([instant(sent('0ibc/27')), instant(sent('8000000utroth')), instant([])], [false, true, false])
})
