// Parameters as people read them: the unit of a parameter is in its name.
import { count, micro, percent } from './format'
import { span } from './time'

/** MEANING of the parameters that shape a deal; the rest explain themselves or are read in the module's README. */
export const MEANING: Record<string, string> = {
  burn_bps: 'share of every payment that is destroyed',
  protocol_fee_bps: 'share of every payment for validators',
  eta_bps: 'capital per value for full credibility',
  lambda_bps: 'capital per burn',
  sigma_bps: 'cover per price',
  sigma_instant_bps: 'cover per price when paid at delivery',
  concede_bps: 'share of the cover lost by conceding',
  late_bps: 'share of the cover lost by being late',
  refund_bps: 'share of the cover lost by handing back',
  z_bps: 'caution of the reliability',
  delta_bps: 'share of faults that end in compensation',
  x_min_bps: 'least chance of being caught',
  kill_fee_bps: 'paid when the client ends the work',
  answer_ms: 'time to answer a claim or verdict',
  deposit_bps: 'deposit of a sealed bid, of the budget',
  cancel_fee_bps: 'burned when a job with bids is cancelled',
  snipe_window_ms: 'a late leader moves the end by this',
  max_step_ms: 'most that a block adds to market time',
  epoch_blocks: 'blocks in an epoch of the beacon',
  v_ref: 'reference value of profile scores',
}

const MONEY = new Set(['kappa0', 'omega_k', 'v_floor', 'v_ref', 'deposit_min', 'reject_deposit_min', 'storage_price', 'seat_fee_min', 'seat_fee_max'])
const TRIALS = new Set(['pair_cap', 'pair_x_max', 'pair_floor', 'prior_a', 'prior_b', 'other_cap'])

/** readable formats a parameter by its name; undefined for what is no plain number. */
export function readable(name: string, value: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined
  const s = String(value)
  if (/^\d+s$/.test(s)) return span(Number(s.slice(0, -1)) * 1000)
  // The SDK's own modules write shares as decimals of eighteen places.
  const share = /^([01])\.(\d{4})(\d{14})$/.exec(s)
  if (share && /^0+$/.test(share[3]!)) return percent(Number(share[1]! + share[2]!))
  if (!/^\d+$/.test(s)) return undefined
  if (name.endsWith('_bps')) return percent(s)
  if (name.endsWith('_ms')) return span(Number(s))
  if (name.startsWith('half_life')) return `${count(s)} h (${Math.round(Number(s) / 24)} days)`
  if (MONEY.has(name)) return `${micro(s, 6)} ${s === '1000000' ? 'unit' : 'units'}`
  if (TRIALS.has(name)) return `${micro(s, 6)} ${s === '1000000' ? 'trial' : 'trials'}`
  return count(s)
}
