// The score as the chain computes it (design 06 §3.4, x/reputation/bar): integers only, every division floors. The page
// uses it to show the formula with an agent's own numbers and to answer "what would the score be at another value".

/** ScoreParams are the parameters of x/reputation that the score depends on. */
export interface ScoreParams {
  prior_a: bigint
  prior_b: bigint
  z_bps: bigint
  eta_bps: bigint
  lever_bps: bigint
  other_bps: bigint
  other_cap: bigint
  v_floor: bigint
}

/** Evidence of an agent, decayed to now: micro-trials and micro-units. */
export interface Evidence {
  successes: bigint
  success_value: bigint
  failures: bigint
}

/** Parts of a score, in the order in which they are computed. */
export interface Parts {
  value: bigint
  counted: bigint
  lever: bigint
  others: bigint
  failures: bigint
  trials: bigint
  mean: bigint
  deviation: bigint
  caution: bigint
  reliability: bigint
  capital: bigint
  needed: bigint
  score: bigint
}

const BPS = 10_000n
const TRIAL = 1_000_000n
const BILLION = 1_000_000_000n

const min = (a: bigint, b: bigint) => (a < b ? a : b)
const mulDiv = (a: bigint, b: bigint, c: bigint) => (c === 0n ? 0n : (a * b) / c)

/** isqrt is the floor of the square root. */
export function isqrt(n: bigint): bigint {
  if (n < 2n) return n
  let x = 1n << BigInt((n.toString(2).length + 1) >> 1)
  for (;;) {
    const y = (x + n / x) >> 1n
    if (y >= x) return x
    x = y
  }
}

/** lower is the mean of the Beta posterior, its deviation (both in billionths) and the cautious bound in bps. */
export function lower(s: bigint, f: bigint, p: ScoreParams) {
  const a = p.prior_a + s
  const trials = a + p.prior_b + f
  const mean = mulDiv(a, BILLION, trials)
  const deviation = isqrt(mulDiv(mean * (BILLION - mean), TRIAL, trials + TRIAL))
  const caution = mulDiv(deviation, p.z_bps, BPS)
  return { trials, mean, deviation, caution, bps: mean > caution ? (mean - caution) / 100_000n : 0n }
}

/** score computes all parts of the score at a value, in micro-units. */
export function score(skill: Evidence, all: Evidence, capital: bigint, at: bigint, p: ScoreParams): Parts {
  const value = at < p.v_floor ? p.v_floor : at
  const levered = (e: Evidence) => min(e.successes, mulDiv(mulDiv(e.success_value, p.lever_bps, BPS), TRIAL, value))
  const less = (a: bigint, b: bigint) => (a > b ? a - b : 0n)
  const other: Evidence = {
    successes: less(all.successes, skill.successes),
    success_value: less(all.success_value, skill.success_value),
    failures: less(all.failures, skill.failures),
  }
  const part = (n: bigint) => min(mulDiv(n, p.other_bps, BPS), p.other_cap)
  const lever = levered(skill)
  const others = part(levered(other))
  const counted = lever + others
  const failures = skill.failures + part(other.failures)
  const l = lower(counted, failures, p)
  const needed = mulDiv(value, p.eta_bps, BPS)
  const full = capital >= needed
  return {
    value, counted, lever, others, failures, trials: l.trials, mean: l.mean, deviation: l.deviation, caution: l.caution,
    reliability: l.bps, capital, needed, score: full ? l.bps : mulDiv(l.bps, capital, needed),
  }
}
