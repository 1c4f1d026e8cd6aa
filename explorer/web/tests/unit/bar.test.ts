import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'
import { isqrt, lower, score, type ScoreParams } from '../../src/lib/bar'

// The vectors of the chain's own arithmetic.
const file = `${process.cwd()}/../../x/reputation/bar/testdata/reputation.json`
const vectors = JSON.parse(readFileSync(file, 'utf8').replace(/(:\s*)(\d{16,})/g, '$1"$2"')) as {
  isqrt: { n: string; out: string }[]
  lcb: { s: string; f: string; z_bps: number; out: number }[]
  story: { after?: { skill: number[]; capital: number[]; rel10: number; score10: number; score100: number } }[]
}
const params: ScoreParams = { prior_a: 1_000_000n, prior_b: 1_000_000n, z_bps: 6745n, eta_bps: 2000n, lever_bps: 40_000n, other_bps: 2500n, other_cap: 3_000_000n, v_floor: 1_000_000n }

test('the square root agrees with every vector', () => {
  assert.ok(vectors.isqrt.length > 5)
  for (const v of vectors.isqrt) assert.equal(isqrt(BigInt(v.n)), BigInt(v.out), String(v.n))
})

test('the cautious bound agrees with every vector', () => {
  assert.ok(vectors.lcb.length > 20)
  for (const v of vectors.lcb) assert.equal(lower(BigInt(v.s), BigInt(v.f), { ...params, z_bps: BigInt(v.z_bps) }).bps, BigInt(v.out), JSON.stringify(v))
})

test('reliability and score agree with every step of the story', () => {
  let n = 0
  for (const { after } of vectors.story) {
    if (!after) continue
    const e = { successes: BigInt(after.skill[0]!), success_value: BigInt(after.skill[1]!), failures: BigInt(after.skill[2]!) }
    const capital = BigInt(after.capital[0]!) + BigInt(after.capital[1]!)
    const ten = score(e, e, capital, 10_000_000n, params)
    assert.deepEqual([ten.reliability, ten.score], [BigInt(after.rel10), BigInt(after.score10)])
    assert.equal(score(e, e, capital, 100_000_000n, params).score, BigInt(after.score100))
    n++
  }
  assert.ok(n > 10)
})

test('nobody known has the reliability of the prior and no score', () => {
  const none = { successes: 0n, success_value: 0n, failures: 0n }
  const s = score(none, none, 0n, 10_000_000n, params)
  assert.deepEqual([s.reliability, s.score], [3052n, 0n])
})

test('evidence of other skills counts a quarter, and three trials at most', () => {
  const none = { successes: 0n, success_value: 0n, failures: 0n }
  const much = { successes: 40_000_000n, success_value: 400_000_000_000n, failures: 4_000_000n }
  const s = score(none, much, 0n, 10_000_000n, params)
  assert.deepEqual([s.counted, s.failures], [3_000_000n, 1_000_000n])
})
