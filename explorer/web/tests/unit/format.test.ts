import assert from 'node:assert/strict'
import { test } from 'node:test'
import { count, decimal, money, parseCoin, percent, plural, shortId, unit, words } from '../../src/lib/format'
import { fill, window } from '../../src/lib/series'
import { ago, brief, parseTime, span, until } from '../../src/lib/time'
import { readable } from '../../src/lib/params'

const plain = (s: string) => s.replaceAll('\u00a0', ' ')
const thin = (s: string) => s.replaceAll('_', '\u202f')

test('money is never rounded up and keeps every base unit when asked', () => {
  assert.equal(money('12345678901234utroth'), thin('12_345_678.901234 TROTH'))
  assert.equal(money('1utroth'), '0.000001 TROTH')
  assert.equal(money({ amount: '999999', denom: 'utroth' }, 2), '0.99 TROTH')
  assert.equal(money('0utroth'), '0 TROTH')
  assert.equal(money('5ibc/27394'), '5 ibc/27394')
  assert.equal(money(''), '–')
})

test('an amount too small for the places is not shown as nothing', () => {
  assert.equal(decimal('1', 6, 2), '<0.01')
  assert.equal(decimal('0', 6, 2), '0')
  assert.equal(decimal('-1500000', 6), '−1.5')
  assert.equal(decimal('340282366920938463463374607431768211456', 6, 0), thin('340_282_366_920_938_463_463_374_607_431_768'))
})

test('coins are parsed strictly', () => {
  assert.deepEqual(parseCoin('10utroth'), { amount: '10', denom: 'utroth' })
  for (const bad of ['utroth', '10', '1.5utroth', '-1utroth', '1utroth,2uatom', ' 1utroth']) assert.equal(parseCoin(bad), undefined, bad)
  assert.deepEqual(unit('utroth'), { name: 'TROTH', decimals: 6 })
  assert.deepEqual(unit('u'), { name: 'u', decimals: 0 })
})

test('numbers, shares and words', () => {
  assert.equal(count(9999), '9999')
  assert.equal(count(10000), thin('10_000'))
  assert.equal(count(undefined), '–')
  assert.equal(percent(369), thin('3.69_%'))
  assert.equal(percent(10000), thin('100_%'))
  assert.equal(percent(1), thin('0.01_%'))
  assert.equal(words('JOB_STATUS_OPEN'), 'open')
  assert.equal(words('AWARD_MODE_CLIENT'), 'client')
  assert.equal(words('REASON_PRICE_TOO_HIGH'), 'price too high')
  assert.equal(words('open'), 'open')
  assert.equal(plural(1, 'bid'), '1 bid')
  assert.equal(plural(0, 'bid'), '0 bids')
})

test('ids keep both ends', () => {
  assert.equal(shortId('job_0000002a1b2c3d4e'), 'job_…1b2c3d4e')
  assert.equal(shortId('troth1v55p3hxx7qyryxq9x2kqvpjrjyx7zwpwh8tlge'), 'troth1v55p…tlge')
  assert.equal(shortId('short'), 'short')
})

test('spans have at most two units', () => {
  const s = 1000
  for (const [ms, want] of [[0, '0 ms'], [300, '300 ms'], [1500, '1.5 s'], [59_999, '59 s'], [60 * s, '1 min'], [200 * s, '3 min 20 s'], [3600 * s, '1 h'], [5400 * s, '1 h 30 min'], [86400 * s * 2 + 3600 * s * 4, '2 d 4 h'], [86400 * s * 30, '30 d']] as const) assert.equal(plain(span(ms)), want)
  assert.equal(span(NaN), '–')
  assert.equal(brief(119_000), '1\u00a0min')
})

test('moments of the past and of market time', () => {
  assert.equal(ago(1000, 1500), 'just now')
  assert.equal(ago(2000, 0), 'just now', 'a clock that is behind')
  assert.equal(plain(ago(0, 90_000)), '1 min ago')
  assert.equal(plain(until(12_500, 0)), 'in 12 s')
  assert.equal(plain(until(200, 0)), 'in 1 s')
  assert.equal(until(5, 5), 'due now')
  assert.equal(parseTime('1970-01-01T00:00:01Z'), 1000)
  assert.equal(parseTime('12'), 12)
  assert.ok(Number.isNaN(parseTime('')))
})

test('series get zeros where nothing happened, gauges their last value', () => {
  const p = (t_ms: number, count: number) => ({ t_ms, count, sum: '0' })
  const counts = fill([p(120_000, 3)], 'minute', 60_000, 240_000, (x) => x.count)
  assert.deepEqual(counts, { times: [60_000, 120_000, 180_000, 240_000], values: [0, 3, 0, 0] })
  const gauge = fill([p(0, 7), p(180_000, 2)], 'minute', 60_000, 240_000, (x) => x.count, true)
  assert.deepEqual(gauge.values, [7, 7, 2, 2])
  assert.deepEqual(fill([p(180_000, 2)], 'minute', 60_000, 180_000, (x) => x.count, true).values, [null, null, 2])
  assert.deepEqual(window('hour', 3_600_000 * 100 + 5), { from: 3_600_000 * 53, to: 3_600_000 * 100 })
})

test('parameters are read by the unit in their name', () => {
  assert.equal(readable('burn_bps', 200), thin('2_%'))
  assert.equal(plain(readable('answer_ms', '86400000')!), '1 d')
  assert.equal(readable('quorum', '0.334000000000000000'), thin('33.4_%'))
  assert.equal(plain(readable('voting_period', '172800s')!), '2 d')
  assert.equal(readable('half_life_success', '2160'), '2160 h (90 days)')
  assert.equal(readable('prior_a', '1000000'), '1 trial')
  assert.equal(readable('deposit_min', '1000'), '0.001 units')
  assert.equal(readable('denoms', []), undefined)
})
