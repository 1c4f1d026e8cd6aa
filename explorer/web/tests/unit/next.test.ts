import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { deal, hex, standing } from '../../src/lib/deal'
import { seal } from '../../src/lib/glyph'
import * as next from '../../src/lib/next'
import { link, parse, to } from '../../src/lib/route'
import type { Agreement, Job } from '../../src/lib/types'

const job = (o: Partial<Job>) => ({ status: 'open', auction: 'sealed', award: 'chain', bids: 0, due_ms: 5, bid_end_ms: 5, reveal_end_ms: 9, budget: { amount: '100', denom: 'utroth' }, ...o }) as Job
const agr = (o: Partial<Agreement>) => ({ status: 'working', running: true, milestone: 0, milestones: 1, due_ms: 7, price: { amount: '80', denom: 'utroth' }, paid: '0', refunded: '0', burned: '0', ...o }) as Agreement

test('an open job says what happens when nobody bids, and then when somebody has', () => {
  assert.match(next.job(job({}))!.otherwise, /expires and the budget is free/)
  assert.match(next.job(job({ bids: 2 }))!.otherwise, /open their bids/)
  assert.match(next.job(job({ bids: 2, auction: 'open' }))!.otherwise, /the chain gives the job/)
  assert.match(next.job(job({ bids: 2, auction: 'open', award: 'client' }))!.otherwise, /the client may choose/)
  assert.match(next.job(job({ auction: 'clock' }))!.now, /price rises/)
  assert.equal(next.job(job({ status: 'choosing' }))!.who, 'client')
  for (const status of ['awarded', 'expired', 'cancelled']) assert.equal(next.job(job({ status })), undefined)
})

test('every running status of an agreement has a next, every end has none', () => {
  const readme = readFileSync(`${process.cwd()}/../../x/agreement/types/status.go`, 'utf8')
  for (const status of ['working', 'evaluating', 'evaluated', 'review', 'claimed']) {
    assert.ok(readme.toLowerCase().includes(status), status)
    const n = next.agreement(agr({ status }))!
    assert.ok(n.now && n.otherwise && n.due === 7, status)
  }
  for (const status of ['completed', 'refunded', 'split', 'terminated', 'cancelled']) assert.equal(next.agreement(agr({ status, running: false })), undefined)
  assert.ok(next.agreement(agr({ status: 'something_new' })), 'a status of a later version is still shown')
})

test('lateness names the runner-up only where one stands by, and a returned work is conceded', () => {
  const shares = { late_bps: 2000, concede_bps: 8000 }
  assert.match(next.agreement(agr({}), shares)!.otherwise, /client is refunded and the provider loses 20/)
  assert.match(next.agreement(agr({}), shares, true)!.otherwise, /next runner-up takes over/)
  assert.match(next.agreement(agr({}), shares, false, true)!.otherwise, /conceded.*80/)
})

test('where the money is adds up to the budget in every state', () => {
  const sum = (f: next.Flow) => f.held + f.paid + f.back + f.burned + f.fees
  const cases: [Job, Agreement | undefined, bigint][] = [
    [job({}), undefined, 0n],
    [job({ status: 'expired' }), undefined, 0n],
    [job({ status: 'awarded' }), agr({}), 0n],
    [job({ status: 'awarded' }), agr({ paid: '38', burned: '2' }), 0n],
    [job({ status: 'awarded' }), agr({ status: 'completed', running: false, paid: '70', burned: '2' }), 8n],
    [job({ status: 'awarded' }), agr({ status: 'refunded', running: false, refunded: '40' }), 0n],
  ]
  for (const [j, a, fees] of cases) {
    const f = next.flow(j, a, fees)
    assert.equal(sum(f), 100n)
    assert.equal(f.total, 100n)
  }
  assert.equal(next.flow(job({ status: 'awarded' }), agr({ paid: '38', burned: '2' })).held, 40n)
  assert.equal(next.flow(job({ status: 'expired' }), undefined).held, 0n)
})

test('the steps of a job', () => {
  const states = (j: Job, a?: Agreement) => next.steps(j, a).map((s) => s.state[0]).join('')
  assert.equal(states(job({})), 'dnaaaa')
  assert.equal(states(job({ status: 'revealing' })), 'ddnaaa')
  assert.equal(states(job({ status: 'awarded' }), agr({})), 'dddnaa')
  assert.equal(states(job({ status: 'awarded' }), agr({ status: 'review' })), 'ddddna')
  assert.equal(states(job({ status: 'awarded' }), agr({ status: 'completed', running: false })), 'dddddd')
  assert.equal(states(job({ status: 'awarded' }), agr({ status: 'refunded', running: false, outcome: 'late' })), 'dddfad', 'nothing was reviewed')
  assert.equal(states(job({ status: 'awarded' }), agr({ status: 'refunded', running: false, outcome: 'concede' })), 'ddddfd')
  assert.equal(states(job({ status: 'awarded' }), agr({ status: 'terminated', running: false })), 'dddfad')
  assert.deepEqual(['review', 'disputed'].map((status) => next.steps(job({ status: 'awarded' }), agr({ status }))[4]!.name), ['Review', 'Judges'])
  assert.equal(states(job({ status: 'awarded' }), agr({ status: 'split', running: false })), 'dddddd')
  assert.equal(states(job({ status: 'expired' }), agr({ status: 'refunded', running: false, outcome: 'late' })), 'dddfad', 'no runner-up took over')
  assert.equal(states(job({ status: 'expired' })), 'dfaaaa')
})

test('addresses: there and back, and what an id leads to', () => {
  const h = link('/jobs', { q: 'a b&c', status: '', skill: 'ocr' })
  assert.equal(h, '#/jobs?q=a+b%26c&skill=ocr')
  assert.deepEqual(parse(h), { path: '/jobs', parts: ['jobs'], query: { q: 'a b&c', skill: 'ocr' } })
  assert.deepEqual(parse('').parts, [])
  assert.deepEqual(parse('#/jobs/%E0%A4%A').parts, ['jobs', '%E0%A4%A'])
  assert.equal(to('job_0000002a1b2c3d4e'), '#/jobs/job_0000002a1b2c3d4e')
  assert.equal(to('troth1' + 'q'.repeat(58)), '#/agents/troth1' + 'q'.repeat(58))
  assert.equal(to('troth1' + 'q'.repeat(38)), '#/accounts/troth1' + 'q'.repeat(38))
  assert.equal(to('ab'.repeat(32)), '#/tx/' + 'AB'.repeat(32))
  assert.equal(to('42'), '#/blocks/42')
  assert.equal(to('a poem'), undefined)
})

test('requests and records are read with care, whatever is missing', () => {
  assert.equal(deal(null), undefined)
  assert.deepEqual(deal({})!.milestones, [])
  assert.equal(deal({ verification: { method: 'METHOD_UNSPECIFIED' } })!.method, 'client')
  assert.equal(hex('AQL/'), '0102ff')
  const s = standing({ terms: { review_ms: '60000', milestones: [{ delivery_ms: '10' }, { delivery_ms: '20' }] }, status: 'STATUS_REVIEW', due_ms: '100000', opened_ms: '5', snapshot: { cover: { late_bps: 2000 } } })!
  assert.deepEqual([s.from, s.opened, s.late, s.concede], [40_000, 5, 2000, undefined])
  assert.equal(standing({ terms: { milestones: [{ delivery_ms: '10' }, { delivery_ms: '20' }] }, status: 'STATUS_WORKING', milestone: 3, first: 2, due_ms: '100' })!.from, 80)
})

test('a seal is the same for the same address, and another for another', () => {
  assert.deepEqual(seal('troth1abc'), seal('troth1abc'))
  const all = new Set(Array.from({ length: 200 }, (_, i) => JSON.stringify(seal('troth1' + i))))
  assert.ok(all.size > 190)
})

test('an end says how long it took and where the money went', () => {
  const text = (o: Partial<Agreement>) => next.ended(agr({ running: false, ended_ms: 65_000, paid: '78', refunded: '0', compensation: '0', price: { amount: '80', denom: 'utroth' }, ...o }), 5000, 'it was posted').replaceAll('\u00a0', ' ')
  assert.equal(text({ status: 'completed' }), 'Done 1 min after it was posted: 0.000078 TROTH paid.')
  assert.equal(text({ status: 'refunded', refunded: '80' }), '0.00008 TROTH went back to the client.')
  assert.match(text({ status: 'refunded', refunded: '80', compensation: '9' }), /with 0\.000009 TROTH of the provider’s pledge/)
  assert.match(text({ status: 'split', refunded: '2' }), /^Divided 1 min after it was posted: 0\.000078 TROTH to the provider, 0\.000002 TROTH back/)
  assert.match(text({ status: 'split', refunded: '2', compensation: '3000000' }), /back to the client, with 3 TROTH of the provider’s pledge\.$/)
  assert.equal(text({ status: 'terminated' }), 'The client ended the work before delivery.')
})
