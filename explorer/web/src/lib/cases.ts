// Cases of arbitration as the page shows them: what the events tell, which nobody deletes, and over it the node's record while
// the chain still has it.
import { hex } from './deal'
import { percent, plural, words, type Coin } from './format'
import type { Next, Step } from './next'
import type { Event, Message } from './types'

/** Seat is one judge on one panel. The vote is there only after it was opened, what it earned or lost once the case is settled. */
export interface Seat {
  arbiter: string
  committed: boolean
  revealed: boolean
  bps: number | undefined
  standing: string
  earned: string
  lost: string
}

/** Panel is one round: who asked for it, who sits, what it found. */
export interface Panel {
  round: number
  appellant: string
  deposit: string
  size: number
  drawHeight: number
  drawn: boolean
  verdict: number | undefined
  seats: Seat[]
}

/** Matter is a case. Deposits and what came back of them are coins as events write them. */
export interface Matter {
  client: string
  provider: string
  status: string
  due: number
  price: Coin | string | undefined
  verdict: number | undefined
  unclear: boolean
  panels: Panel[]
  evidence: { side: string; uri: string; sha256: string; note: string; round: number }[]
  deposits: { client: string; provider: string }
  back: { client: string; provider: string; burned: string } | undefined
  /** fees of the judges, by round. */
  fees: { round: number; client: string; provider: string; appeal: string }[]
  /** windows of the phases, in ms; 0 where they are not known. */
  windows: Record<string, number>
  agreement: string
  claim: { bps: number; reason: string } | undefined
  contest: { by: string; reason: string } | undefined
}

const OVER = ['settling', 'final', 'closed']
const rows = (v: unknown): Message[] => (Array.isArray(v) ? (v as Message[]) : [])
const num = (v: unknown) => Number(v ?? 0)
const str = (v: unknown) => (typeof v === 'string' ? v : '')
const side = (v: unknown) => words(str(v)).replace('side ', '').replace('role ', '').replace(/^(–|unspecified)$/, '')

/** over tells that a case is decided for good. */
export const over = (m: Matter): boolean => OVER.includes(m.status)

function panelOf(m: Matter, round: number): Panel {
  let p = m.panels.find((x) => x.round === round)
  if (!p) m.panels.push((p = { round, appellant: '', deposit: '', size: 0, drawHeight: 0, drawn: false, verdict: undefined, seats: [] }))
  return p
}

function seatOf(p: Panel, arbiter: string): Seat {
  let s = p.seats.find((x) => x.arbiter === arbiter)
  if (!s) p.seats.push((s = { arbiter, committed: false, revealed: false, bps: undefined, standing: '', earned: '', lost: '' }))
  return s
}

/** fromEvents gathers a case from the events that name it, in the order of the chain. */
export function fromEvents(events: Event[]): Matter {
  const m: Matter = {
    client: '', provider: '', status: '', due: 0, price: undefined, verdict: undefined, unclear: false, panels: [], evidence: [], deposits: { client: '', provider: '' },
    back: undefined, fees: [], windows: {}, agreement: '', claim: undefined, contest: undefined,
  }
  for (const e of events) {
    const a = e.attributes
    if (e.kind === 'agreement.work_contested') {
      m.agreement ||= a.agreement ?? ''
      m.contest = { by: a.by ? side(a.by) : a.act === 'due' ? 'provider' : '', reason: a.reason ?? '' }
    }
    if (e.kind === 'agreement.work_rejected') m.claim = { bps: num(a.claimed_bps), reason: a.reason ?? '' }
    if (!e.kind.startsWith('arbitration.')) continue
    m.client ||= a.client ?? ''
    m.provider ||= a.provider ?? ''
    if (a.to) m.status = words(a.to)
    if (a.to && a.due_ms !== undefined) m.due = num(a.due_ms)
    tell(m, e)
  }
  m.panels.sort((a, b) => a.round - b.round)
  return m
}

// What one event of arbitration says beyond the status.
function tell(m: Matter, e: Event): void {
  const a = e.attributes
  const p = a.round === undefined && a.arbiter === undefined ? undefined : panelOf(m, num(a.round))
  switch (e.kind) {
    case 'arbitration.case_opened':
      m.price = a.price
      m.deposits = { client: a.client_deposit ?? '', provider: a.provider_deposit ?? '' }
      break
    case 'arbitration.panel_drawn':
      if (!p) return
      p.drawn = true
      for (const who of (a.arbiters ?? '').split(',')) if (who) seatOf(p, who)
      break
    case 'arbitration.evidence_added':
      m.evidence.push({ side: side(a.side), uri: a.uri ?? '', sha256: a.sha256 ?? '', note: a.note ?? '', round: num(a.round) })
      break
    case 'arbitration.vote_committed':
      if (p && a.arbiter) seatOf(p, a.arbiter).committed = true
      break
    case 'arbitration.vote_revealed':
      if (p && a.arbiter) Object.assign(seatOf(p, a.arbiter), { committed: true, revealed: true, bps: num(a.bps) })
      break
    case 'arbitration.seat_settled':
      if (p && a.arbiter) Object.assign(seatOf(p, a.arbiter), { standing: a.standing ?? '', earned: a.earned ?? '', lost: a.lost ?? '' })
      break
    case 'arbitration.case_appealed':
      if (p) Object.assign(p, { appellant: side(a.by), deposit: a.deposit ?? '' })
      break
    case 'arbitration.fee_paid':
      m.fees = [...m.fees.filter((f) => f.round !== num(a.round)), { round: num(a.round), client: a.client ?? '', provider: a.provider ?? '', appeal: a.appeal ?? '' }]
      break
    case 'arbitration.case_settled':
      m.back = { client: a.client_back ?? '', provider: a.provider_back ?? '', burned: a.burned ?? '' }
      break
  }
  if (p && a.size !== undefined) p.size = num(a.size)
  if (p && a.draw_height !== undefined) p.drawHeight = num(a.draw_height)
  if (a.verdict_bps !== undefined) {
    m.verdict = num(a.verdict_bps)
    if (p && e.kind === 'arbitration.case_ruled') p.verdict = num(a.revealed) ? m.verdict : undefined
  }
  if (a.unclear !== undefined) m.unclear = a.unclear === 'true'
}

/** matter is a case from its events and, while the chain has it, from troth.arbitration.v1.QueryCaseResponse, which knows more. */
export function matter(events: Event[], record?: Message | null): Matter {
  const m = fromEvents(events)
  if (!record) return m
  const c = (record.case ?? {}) as Message
  const r = (c.request ?? {}) as Message
  const rules = (c.rules ?? {}) as Message
  m.client = str(r.client) || m.client
  m.provider = str(r.provider) || m.provider
  m.price = (r.price as Coin | undefined) ?? m.price
  const status = str(c.status) ? words(str(c.status)) : ''
  if (status) m.status = status
  m.due = num(c.due_ms) || m.due
  m.windows = { drawn: num(rules.evidence_ms), commit: num(rules.commit_ms), reveal: num(rules.reveal_ms), ruled: num(rules.appeal_ms) }
  m.unclear = c.unclear === true
  const all = rows(c.rounds)
  all.forEach((x, i) => {
    const p = panelOf(m, i)
    p.size = num(x.size) || p.size
    p.drawHeight = num(x.draw_height) || p.drawHeight
    p.appellant = side(x.appellant) || p.appellant
    p.drawn ||= num(x.seats) > 0
    if (num(x.revealed) && (i < all.length - 1 || over(m) || m.status === 'ruled')) p.verdict = num(x.verdict_bps)
  })
  // Rounds of seats are counted as the chain counts them.
  for (const s of rows(record.seats)) {
    const seat = seatOf(panelOf(m, num(s.round)), str(s.arbiter))
    seat.revealed ||= s.revealed === true
    seat.committed ||= seat.revealed || !!s.commitment
    if (seat.revealed) seat.bps = num(s.bps)
  }
  const evidence = rows(record.evidence)
  if (evidence.length) m.evidence = evidence.map((e) => ({ side: side(e.side), uri: str(e.uri), sha256: hex(e.sha256), note: str(e.note), round: num(e.round) }))
  // A verdict stands only once a panel has spoken.
  m.verdict = m.status === 'ruled' || over(m) || all.length > 1 ? num(c.verdict_bps) : undefined
  m.panels.sort((a, b) => a.round - b.round)
  return m
}

/** phases is the way of a case: of the present panel, when it was appealed. */
export function phases(m: Matter): Step[] {
  const at = { opened: 0, drawn: 1, commit: 2, reveal: 3, ruled: 4 }[m.status] ?? (over(m) ? 6 : 0)
  return ['Panel drawn', 'Evidence', 'Sealed votes', 'Votes opened', 'Appeal', 'Settled'].map((name, i) => ({ name, state: i < at ? 'done' : i === at ? 'now' : 'ahead' }))
}

/** next says what comes next in a case, and when by itself; undefined when it is over. */
export function next(m: Matter): Next | undefined {
  const p = m.panels.at(-1)
  const seats = p?.seats.length || p?.size || 0
  const n = (f: (s: Seat) => boolean) => p?.seats.filter(f).length ?? 0
  switch (m.status) {
    case 'opened':
      return { who: 'chain', now: `A panel of ${p?.size || 'judges'} is drawn by stake${p?.drawHeight ? `, by the random value of block ${p.drawHeight}` : ''}.`, otherwise: 'Nobody knows that value before, and nobody can choose it.', due: 0 }
    case 'drawn':
      return { who: 'sides', now: `${plural(seats, 'judge')} sit. Both sides may add evidence.`, otherwise: 'Then the judges vote, with what is there.', due: m.due }
    case 'commit':
      return { who: 'panel', now: `The judges vote under seal: ${n((s) => s.committed)} of ${seats} have.`, otherwise: 'Then they open their votes. Nobody sees another’s vote before.', due: m.due }
    case 'reveal':
      return { who: 'panel', now: `The judges open their votes: ${n((s) => s.revealed)} of ${seats} have.`, otherwise: 'The median of the open votes is the verdict. A judge whose vote stays closed loses a part of its stake.', due: m.due }
    case 'ruled':
      return { who: 'sides', now: m.unclear ? 'No judge opened a vote. Either side may ask for a larger panel.' : `The verdict is ${percent(m.verdict)} for the provider. Either side may appeal to a larger panel.`, otherwise: 'If nobody appeals, the verdict is final and the chain moves the money.', due: m.due }
    case 'settling':
    case 'final':
      return { who: 'chain', now: 'The chain pays the judges and carries the verdict out.', otherwise: '', due: 0 }
    default:
      return undefined
  }
}
