// Cases of arbitration: where one is on its way, what comes next, and what its sides said.
import { money, percent, plural, words } from './format'
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

/** STATES of a case in words, where the chain's own name does not speak for itself. */
export const STATES: Record<string, string> = { opened: 'drawing judges', drawn: 'evidence', commit: 'voting', reveal: 'opening votes', ruled: 'appeal possible' }

/** NAMES of the panels of a case. */
export const NAMES = ['First panel', 'Second panel', 'Third panel', 'Fourth panel', 'Fifth panel']

// The sizes of panels, as x/arbitration/jury has them: an appeal asks for the next one.
const SIZES = [3, 5, 11, 23, 47]

/** larger is the size of the panel that an appeal asks for, undefined after the largest. */
export const larger = (size: number): number | undefined => SIZES.find((s) => s > size)

/** before is the verdict that a panel was asked to overrule: the last one before it; undefined when there is none. */
export function before(rounds: CaseRound[], number: number): number | undefined {
  return rounds.filter((r) => r.number < number).map(found).filter((v) => v !== undefined).at(-1)
}

/** Bill is a deposit, and what became of it once the case was settled. */
export interface Bill {
  /** side whose deposit it is. */
  side: string
  /** appeal is the number of the panel that it was for; 0 of the deposit of the case itself. */
  appeal: number
  deposit: bigint
  judges: bigint
  burned: bigint
  back: bigint
}

/** bills are the deposits of both sides and of each appeal. What they paid, burned and gave back is known when the case is settled. */
export function bills(p: Pick<CasePage, 'case' | 'rounds'>): Bill[] {
  const c = p.case
  const sum = (k: 'fee_client' | 'fee_provider') => p.rounds.reduce((s, r) => s + BigInt(r[k] || '0'), 0n)
  const sides = ([['client', c.client_deposit, c.client_back, sum('fee_client')], ['provider', c.provider_deposit, c.provider_back, sum('fee_provider')]] as const).map(([side, d, b, judges]): Bill => {
    const [deposit, back] = [BigInt(d || '0'), BigInt(b || '0')]
    return { side, appeal: 0, deposit, judges, back, burned: c.settled_ms ? deposit - judges - back : 0n }
  })
  const appeals = p.rounds.filter((r) => r.number > 0).map((r): Bill => {
    const [deposit, judges, burned] = [BigInt(r.deposit || '0'), BigInt(r.fee_appeal || '0'), BigInt(r.burned || '0')]
    return { side: r.appellant, appeal: r.number, deposit, judges, burned, back: c.settled_ms ? deposit - judges - burned : 0n }
  })
  return [...sides, ...appeals].filter((b) => b.deposit > 0n)
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

// STEP is the least distance of two votes, as x/arbitration has it.
const STEP = 2500

/** whoPays says who pays the judges of an appeal in a case of a kind, as settleFee of x/arbitration has it (docs/adr/0017). */
export function whoPays(kind: string): string {
  const moved = kind === 'panel'
    ? 'the other side owes it that, out of what the settlement gives it'
    : `the other side pays them, and what its deposit lacks it owes, out of what the settlement gives it. But a side that was right from the beginning pays nothing: one that was less than ${percent(STEP / 2)} from the verdict with what it granted, asked for or was given, and no further off than whoever appealed`
  return `The judges of an appeal are paid by whoever appealed, and as much again is burned when both panels have spoken and the verdict did not move ${percent(STEP)} its way. When it did, ${moved}. The rest of the deposit comes back.`
}

/** paidItself says of each appeal whose own deposit paid judges why it did, once the case is settled. */
export function paidItself(p: Pick<CasePage, 'case' | 'rounds'>): string[] {
  const c = p.case
  return p.rounds.filter((r) => r.number > 0 && BigInt(r.fee_appeal || '0') > 0n).map((r) => {
    const [other, fee, deposit] = r.appellant === 'client' ? (['provider', 'fee_provider', c.provider_deposit] as const) : (['client', 'fee_client', c.client_deposit] as const)
    const was = p.rounds.find((x) => x.number === r.number - 1)?.verdict_bps ?? c.verdict_bps
    const moved = r.appellant === 'client' ? was - c.verdict_bps : c.verdict_bps - was
    const left = p.rounds.filter((x) => x.number < r.number).reduce((s, x) => s - BigInt(x[fee] || '0'), BigInt(deposit || '0'))
    const [small, right] = [`the deposit of the ${other} was too small, and it owed the rest`, `the ${other} was right from the beginning`]
    const why = moved < STEP ? `the verdict did not move ${percent(STEP)} its way`
      : c.kind === 'panel' ? `the ${other} owed it that out of the settlement`
        : BigInt(r[fee] || '0') > 0n ? small
          : left > 0n ? right : `${small}, or ${right}`
    return `The ${r.appellant} paid judges of the ${(NAMES[r.number] ?? 'next panel').toLowerCase()}: ${why}.`
  })
}

/** instant tells, from the events of an agreement, that its price was paid when the work was delivered. */
export const instant = (events: Event[]): boolean => events.some((e) => e.kind === 'agreement.work_submitted' && /^0*[1-9]/.test(e.attributes.advance ?? ''))

/** divided says what a verdict does with the price, or with the pledge where the price is paid already. */
function divided(c: Case, paid?: boolean): string {
  const price = BigInt(c.price.amount)
  const part = (price * BigInt(c.verdict_bps)) / 10_000n
  const of = (n: bigint) => money({ amount: String(n), denom: c.price.denom }, 3)
  if (!paid) return `of the price of ${of(price)}, ${of(part)} are for the provider and ${of(price - part)} for the client, before burn and fees`
  const pledge = c.unclear ? `${of(price - part)} of it come back to the client, out of the provider’s pledge`
    : c.verdict_bps < 10_000 ? `the provider keeps it and loses ${percent(10_000 - c.verdict_bps)} of its pledge` : 'the provider keeps it, and its pledge'
  return `the price of ${of(price)} was paid when the work was delivered; ${pledge}`
}

/** next says what comes next in a case, and when by itself; undefined when it is over. page tells what the earlier panels said, what an appeal costs, and whether the price is paid already. */
export function next(c: Case, p: CaseRound | undefined, page?: Pick<CasePage, 'rounds' | 'record'> & { instant?: boolean }): Next | undefined {
  const seats = c.seats || c.size
  const stood = p && page ? before(page.rounds, p.number) : undefined
  const after = p?.appellant ? `${NAMES[p.number] ?? 'A new panel'}, because the ${p.appellant} appealed${stood === undefined ? '' : ` against ${percent(stood)}`}. ` : ''
  const silent = stood === undefined ? '' : ` If none of them opens a vote, the verdict of ${percent(stood)} stands.`
  switch (c.status) {
    case 'opened':
      return { who: 'chain', now: `${after}${after ? 'At most' : 'A panel of'} ${c.size} ${after ? 'judges are' : 'is'} drawn by stake${p?.draw_height ? `, by the random value of block ${p.draw_height}` : ''}.`, otherwise: `Nobody knows that value before, and nobody can choose it.${after ? ' Who sat in this case before is not drawn again.' : ''}`, due: 0 }
    case 'drawn':
      return { who: 'sides', now: `${after}${plural(seats, 'judge')} sit. Both sides may add evidence.`, otherwise: 'Then the judges vote, with what is there.', due: c.due_ms }
    case 'commit':
      return { who: 'panel', now: `${after}The judges vote under seal: ${p?.committed ?? 0} of ${seats} have.`, otherwise: `Then they open their votes. Nobody sees another’s vote before.${silent}`, due: c.due_ms }
    case 'reveal':
      return { who: 'panel', now: `${after}The judges open their votes: ${p?.revealed ?? 0} of ${seats} have.`, otherwise: `The median of the open votes is the verdict. A judge whose vote stays closed loses a part of its stake.${silent}`, due: c.due_ms }
    case 'ruled': {
      const size = larger(p?.size ?? c.size)
      const fee = ((page?.record?.case as Message | undefined)?.rules as Message | undefined)?.seat_fee
      const cost = size && fee ? ` Whoever appeals asks for up to ${size} judges and deposits ${money({ amount: String(BigInt(String(fee)) * BigInt(size) * 2n), denom: c.price.denom }, 3)} for them. ${whoPays(c.kind)}` : ''
      return {
        who: 'sides', due: c.due_ms, otherwise: `If nobody appeals, the verdict is final: ${divided(c, page?.instant)}.${cost}`,
        now: c.unclear ? 'No judge opened a vote. Either side may ask for a larger panel.' : `The verdict is ${percent(c.verdict_bps)} for the provider. Either side may appeal to a larger panel.`,
      }
    }
    case 'settling':
    case 'final':
      return { who: 'chain', now: 'The chain pays the judges and carries the verdict out.', otherwise: '', due: 0 }
    default:
      return undefined
  }
}
