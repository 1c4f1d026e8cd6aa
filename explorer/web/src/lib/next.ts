// What happens next to a job, an agreement or a negotiation, and what the chain does by itself when nobody acts.
// The rules are those of the tables in x/market/README.md and x/agreement/README.md.
import { money, percent, sentence } from './format'
import { span } from './time'
import type { Agreement, Event, Job, Negotiation } from './types'

/** Next is the present state of something that runs. */
export interface Next {
  /** who must act, as a role. */
  who: 'client' | 'provider' | 'bidders' | 'evaluator' | 'panel' | 'sides' | 'chain'
  /** now says what is going on. */
  now: string
  /** otherwise says what the chain does at the deadline when nobody acts. */
  otherwise: string
  /** due is the deadline in market time, 0 when there is none. */
  due: number
  /** more is where the rest is told. */
  more?: { href: string; text: string }
}

/** Shares are the parameters that the sentences name, in basis points. */
export interface Shares {
  concede_bps?: number
  late_bps?: number
}

/** job says what is next for a job; undefined when its agreement decides, or when it has ended. */
export function job(j: Job): Next | undefined {
  const bids = j.bids > 0
  if (j.status === 'open') {
    const due = j.due_ms || j.bid_end_ms
    if (j.auction === 'clock')
      return { who: 'bidders', now: 'The price rises until a provider takes the job.', otherwise: 'If nobody takes it, the job expires and the budget is free again.', due }
    if (!bids)
      return { who: 'bidders', now: j.auction === 'sealed' ? 'Providers may place sealed bids.' : 'Providers may bid; everybody sees the bids.', otherwise: 'If nobody bids, the job expires and the budget is free again.', due }
    if (j.auction === 'sealed') return { who: 'bidders', now: 'Providers may place sealed bids.', otherwise: 'Then the bidders open their bids.', due }
    return {
      who: 'bidders', now: 'Providers may bid and improve their bids; everybody sees them.', due,
      otherwise: j.award === 'client' ? 'Then the client may choose among the best bids.' : 'Then the chain gives the job to the bid of the least expected cost.',
    }
  }
  if (j.status === 'revealing')
    return {
      who: 'bidders', now: 'Bidders open their sealed bids. A bid that stays closed loses its deposit.', due: j.due_ms || j.reveal_end_ms,
      otherwise: j.award === 'client' ? 'Then the client may choose among the best bids.' : 'Then the chain gives the job to the bid of the least expected cost.',
    }
  if (j.status === 'choosing')
    return { who: 'client', now: 'The client chooses among the bids that stand.', otherwise: 'If it stays silent, the best bid wins.', due: j.due_ms }
  return undefined
}

/** caseOf is the case that an agreement is before, from the events that name it; "" without one. */
export function caseOf(events: Event[]): string {
  return [...events].reverse().find((e) => e.attributes.case)?.attributes.case ?? ''
}

/** agreement says what is next for an agreement; undefined when it has ended. backups tells that runners-up stand by, kase is its case. */
export function agreement(a: Agreement, shares: Shares = {}, backups = false, returned = false, kase = ''): Next | undefined {
  const part = a.milestones > 1 ? ` (milestone ${Math.min(a.milestone + 1, a.milestones)} of ${a.milestones})` : ''
  const concede = shares.concede_bps === undefined ? 'most' : percent(shares.concede_bps)
  const late = shares.late_bps === undefined ? 'a part' : percent(shares.late_bps)
  switch (a.status) {
    case 'working':
      return {
        who: 'provider', now: `The provider works${part}.`, due: a.due_ms,
        otherwise: returned
          ? `If nothing better arrives, the claim is conceded: the client is refunded and gets ${concede} of the cover.`
          : backups
            ? `If nothing arrives, ${late} of the cover is lost and the next runner-up takes over.`
            : `If nothing arrives, the client is refunded and the provider loses ${late} of its cover.`,
      }
    case 'evaluating':
      return { who: 'evaluator', now: `The evaluator judges the work${part}.`, otherwise: 'If it misses its time, it gets no fee and the client reviews.', due: a.due_ms }
    case 'evaluated':
      return { who: 'client', now: `The evaluator has judged${part}. The client may accept, the provider may concede.`, otherwise: 'If nobody does, the verdict settles the milestone.', due: a.due_ms }
    case 'review':
      return { who: 'client', now: `The client reviews the delivered work${part}.`, otherwise: 'If it stays silent, the work is accepted and paid.', due: a.due_ms }
    case 'claimed':
      return { who: 'provider', now: `The client rejected the work${part}. The provider answers.`, otherwise: `If it stays silent, the claim is conceded: the client is refunded and gets ${concede} of the cover.`, due: a.due_ms }
    case 'disputed':
      return {
        who: 'panel', now: `Drawn judges decide about the work${part}.`, otherwise: 'If no judge opens a vote, the price is divided in halves.', due: a.due_ms,
        ...(kase ? { more: { href: '#/disputes/' + kase, text: 'Follow the case' } } : {}),
      }
    default:
      return a.running ? { who: 'chain', now: `The agreement is ${a.status}.`, otherwise: '', due: a.due_ms } : undefined
  }
}

/** negotiation says what is next for an offer. */
export function negotiation(o: Negotiation): Next | undefined {
  if (o.status !== 'open') return undefined
  const other = o.maker === o.client ? 'provider' : 'client'
  return { who: other, now: `The ${other} may accept, counter or reject the last offer.`, otherwise: 'If it stays silent, the offer expires and everything promised is free again.', due: o.expires_ms }
}

/** standing is how a job stands: an awarded one as its agreement does. */
export function standing(j: Job, a?: Pick<Agreement, 'status'>): string {
  return j.status === 'awarded' ? (a?.status ?? (j.agreement_status || 'awarded')) : j.status
}

/** Step of a job's way. */
export interface Step {
  name: string
  state: 'done' | 'now' | 'ahead' | 'failed'
}

/** steps is the way of a job: posted, bids, award, work, review, settled. What ended it before its time is marked, what was never reached stays ahead. */
export function steps(j: Job, a: Agreement | undefined): Step[] {
  const names = ['Posted', j.auction === 'clock' ? 'Clock' : 'Bids', 'Award', 'Work', a?.status === 'disputed' || a?.outcome === 'verdict' ? 'Judges' : 'Review', 'Settled']
  const way = (states: string) => names.map((name, i): Step => ({ name, state: ({ d: 'done', n: 'now', a: 'ahead', f: 'failed' } as const)[states[i] as 'd'] }))
  if (j.status === 'open') return way('dnaaaa')
  if (j.status === 'revealing' || j.status === 'choosing') return way('ddnaaa')
  if (j.status !== 'awarded' && !a) return way('dfaaaa')
  if (!a || (a.running && a.status === 'working')) return way('dddnaa')
  if (a.running) return way('ddddna')
  if (a.status === 'refunded') names[5] = 'Refunded'
  if (['terminated', 'cancelled'].includes(a.status) || (a.status === 'refunded' && ['late', 'refund'].includes(a.outcome))) return way('dddfad')
  return way(a.status === 'refunded' ? 'ddddfd' : 'dddddd')
}

/** ended says how an agreement ended and where its money went; since is when it began to matter. */
export function ended(a: Agreement, since: number, after: string): string {
  const of = (amount: string | undefined) => money({ amount: amount || '0', denom: a.price.denom })
  const took = a.ended_ms > since ? ` ${span(a.ended_ms - since)} after ${after}` : ''
  switch (a.status) {
    case 'completed':
      return `Done${took}: ${of(a.paid)} paid.`
    case 'refunded':
      return `${of(a.refunded)} went back to the client${/[1-9]/.test(a.compensation) ? `, with ${of(a.compensation)} of the provider’s pledge` : ''}.`
    case 'split':
      return `Divided${took}: ${of(a.paid)} to the provider, ${of(a.refunded)} back to the client${/[1-9]/.test(a.compensation) ? `, with ${of(a.compensation)} of the provider’s pledge` : ''}.`
    case 'terminated':
      return 'The client ended the work before delivery.'
    case 'cancelled':
      return 'Both sides ended the work.'
    default:
      return sentence(a.status) + '.'
  }
}

/** Flow is where the price of a job is. All in base units of one denom. */
export interface Flow {
  held: bigint
  paid: bigint
  back: bigint
  burned: bigint
  fees: bigint
  total: bigint
}

/** flow sums where the money of a job is: the present agreement and what the budget left over. */
export function flow(j: Pick<Job, 'budget' | 'status'>, a: Agreement | undefined, fees = 0n): Flow {
  const budget = BigInt(j.budget.amount)
  if (!a) {
    const live = ['open', 'revealing', 'choosing'].includes(j.status)
    return { held: live ? budget : 0n, paid: 0n, back: live ? 0n : budget, burned: 0n, fees: 0n, total: budget }
  }
  const price = BigInt(a.price.amount)
  const paid = BigInt(a.paid || '0')
  const burned = BigInt(a.burned || '0')
  const refunded = BigInt(a.refunded || '0')
  const rest = price - paid - burned - refunded - fees
  const held = a.running && rest > 0n ? rest : 0n
  const left = budget > price ? budget - price : 0n
  // What an end left over beyond the sums was given back with the later milestones.
  const back = refunded + left + (!a.running && rest > 0n ? rest : 0n)
  return { held, paid, back, burned, fees, total: held + paid + back + burned + fees }
}
