// Cases of arbitration: where one is on its way, what comes next, and what its sides said.
import { percent, plural, words } from './format'
import type { Next, Step } from './next'
import type { Case, CasePage, CaseRound, Event, Message, Seat } from './types'

const DECIDED = ['settling', 'final', 'closed']

/** decided tells that a case has a verdict for good. */
export const decided = (c: Pick<Case, 'status'>): boolean => DECIDED.includes(c.status)

/** Panel is one round with its seats. */
export type Panel = CaseRound & { judges: Seat[] }

/** panels are the rounds of a case with who sits in them, the first first. */
export function panels(p: CasePage): Panel[] {
  return p.rounds.map((r) => ({ ...r, judges: p.seats.filter((s) => s.round === r.number) }))
}

/** found is the verdict of a panel, undefined while it has none of its own. */
export function found(p: Pick<CaseRound, 'revealed' | 'ruled_ms' | 'verdict_bps'>): number | undefined {
  return p.revealed && p.ruled_ms ? p.verdict_bps : undefined
}

/** vote is how a judge voted, undefined until the vote was opened: before, only that there is one is known. */
export function vote(s: Pick<Seat, 'revealed' | 'bps'>): number | undefined {
  return s.revealed ? s.bps : undefined
}

/**
 * earned is what a seat got: its part of what other seats lost and, where both are of one denom, of the round's fee, which the
 * seats that agreed share. What cannot be divided is left out.
 */
export function earned(s: Seat, p: Panel, oneDenom: boolean): bigint {
  const agreed = p.judges.filter((x) => x.standing === 'coherent').length
  const fee = BigInt(p.fee_client || '0') + BigInt(p.fee_provider || '0') + BigInt(p.fee_appeal || '0')
  return BigInt(s.earned || '0') + (oneDenom && agreed && s.standing === 'coherent' ? fee / BigInt(agreed) : 0n)
}

/** Said is what the two sides say, out of the events of their agreement. */
export interface Said {
  claim: { bps: number; reason: string } | undefined
  contest: { by: string; reason: string } | undefined
}

/** said reads the last claim and the contest that opened a case. */
export function said(events: Event[], id: string): Said {
  const out: Said = { claim: undefined, contest: undefined }
  for (const { kind, attributes: a } of events) {
    if (kind === 'agreement.work_rejected' && !out.contest) out.claim = { bps: Number(a.claimed_bps ?? 0), reason: a.reason ?? '' }
    if (kind === 'agreement.work_contested' && a.case === id) {
      const by = words(a.by).replace(/^(role|side) /, '')
      out.contest = { by: ['client', 'provider'].includes(by) ? by : 'provider', reason: a.reason ?? '' }
    }
  }
  return out
}

/** began is when the present phase of a case began, in market time; 0 when the node's record does not tell. */
export function began(p: CasePage): number {
  const rules = ((p.record?.case as Message | undefined)?.rules ?? {}) as Message
  const key = { drawn: 'evidence_ms', commit: 'commit_ms', reveal: 'reveal_ms', ruled: 'appeal_ms' }[p.case.status]
  const length = Number(key ? (rules[key] ?? 0) : 0)
  return length && p.case.due_ms ? p.case.due_ms - length : 0
}

/** phases is the way of a case: of the present panel, when it was appealed. */
export function phases(c: Case): Step[] {
  const at = { opened: 0, drawn: 1, commit: 2, reveal: 3, ruled: 4 }[c.status] ?? (decided(c) ? 6 : 0)
  return ['Panel drawn', 'Evidence', 'Sealed votes', 'Votes opened', 'Appeal', 'Settled'].map((name, i) => ({ name, state: i < at ? 'done' : i === at ? 'now' : 'ahead' }))
}

/** next says what comes next in a case, and when by itself; undefined when it is over. */
export function next(c: Case, p: CaseRound | undefined): Next | undefined {
  const seats = c.seats || c.size
  switch (c.status) {
    case 'opened':
      return { who: 'chain', now: `A panel of ${c.size} is drawn by stake${p?.draw_height ? `, by the random value of block ${p.draw_height}` : ''}.`, otherwise: 'Nobody knows that value before, and nobody can choose it.', due: 0 }
    case 'drawn':
      return { who: 'sides', now: `${plural(seats, 'judge')} sit. Both sides may add evidence.`, otherwise: 'Then the judges vote, with what is there.', due: c.due_ms }
    case 'commit':
      return { who: 'panel', now: `The judges vote under seal: ${p?.committed ?? 0} of ${seats} have.`, otherwise: 'Then they open their votes. Nobody sees another’s vote before.', due: c.due_ms }
    case 'reveal':
      return { who: 'panel', now: `The judges open their votes: ${p?.revealed ?? 0} of ${seats} have.`, otherwise: 'The median of the open votes is the verdict. A judge whose vote stays closed loses a part of its stake.', due: c.due_ms }
    case 'ruled':
      return {
        who: 'sides', due: c.due_ms, otherwise: 'If nobody appeals, the verdict is final and the chain moves the money.',
        now: c.unclear ? 'No judge opened a vote. Either side may ask for a larger panel.' : `The verdict is ${percent(c.verdict_bps)} for the provider. Either side may appeal to a larger panel.`,
      }
    case 'settling':
    case 'final':
      return { who: 'chain', now: 'The chain pays the judges and carries the verdict out.', otherwise: '', due: 0 }
    default:
      return undefined
  }
}
