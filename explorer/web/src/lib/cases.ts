// Cases of arbitration as the page shows them: from the node's record where it is known, else from the events alone.
import { hex } from './deal'
import { words, type Coin } from './format'
import type { Event, Message } from './types'

/** Seat is one arbiter on one panel. The vote is there only after it was revealed. */
export interface Seat {
  arbiter: string
  round: number
  committed: boolean
  revealed: boolean
  bps: number | undefined
}

/** Panel is one round. */
export interface Panel {
  round: number
  appellant: string
  verdict: number | undefined
  seats: Seat[]
}

/** Matter is a case. */
export interface Matter {
  client: string
  provider: string
  status: string
  due: number
  price: Coin | undefined
  verdict: number | undefined
  unclear: boolean
  panels: Panel[]
  evidence: { side: string; uri: string; sha256: string; note: string; round: number }[]
}

const rows = (v: unknown): Message[] => (Array.isArray(v) ? (v as Message[]) : [])
const num = (v: unknown) => Number(v ?? 0)
const str = (v: unknown) => (typeof v === 'string' ? v : '')

/** fromRecord reads troth.arbitration.v1.QueryCaseResponse; votes count only once they are revealed. */
export function fromRecord(record: Message): Matter {
  const c = (record.case ?? {}) as Message
  const r = (c.request ?? {}) as Message
  const seats = rows(record.seats).map((s): Seat => {
    const revealed = s.revealed === true
    return { arbiter: str(s.arbiter), round: num(s.round), committed: !!s.commitment || revealed, revealed, bps: revealed ? num(s.bps) : undefined }
  })
  const base = seats.length ? Math.min(...seats.map((s) => s.round)) : 0
  const status = words(str(c.status))
  const over = ['ruled', 'settling', 'final', 'closed'].includes(status)
  const all = rows(c.rounds)
  return {
    client: str(r.client), provider: str(r.provider), status, due: num(c.due_ms), price: r.price as Coin | undefined,
    verdict: over ? num(c.verdict_bps) : undefined, unclear: c.unclear === true,
    panels: all.map((p, i) => ({
      round: i, appellant: words(str(p.appellant)).replace('unspecified', '').replace('side ', ''),
      verdict: i < all.length - 1 || over ? num(p.verdict_bps) : undefined, seats: seats.filter((s) => s.round === i + (base > 0 && base <= 1 ? base : 0)),
    })),
    evidence: rows(record.evidence).map((e) => ({ side: words(str(e.side)).replace('side ', ''), uri: str(e.uri), sha256: hex(e.sha256), note: str(e.note), round: num(e.round) })),
  }
}

/** fromEvents gathers what events tell: parties, seats, revealed votes, evidence. */
export function fromEvents(events: Event[]): Matter {
  const m: Matter = { client: '', provider: '', status: '', due: 0, price: undefined, verdict: undefined, unclear: false, panels: [], evidence: [] }
  const panel = (round: number): Panel => {
    let p = m.panels.find((x) => x.round === round)
    if (!p) m.panels.push((p = { round, appellant: '', verdict: undefined, seats: [] }))
    return p
  }
  const seat = (round: number, arbiter: string): Seat => {
    const p = panel(round)
    let s = p.seats.find((x) => x.arbiter === arbiter)
    if (!s) p.seats.push((s = { arbiter, round, committed: false, revealed: false, bps: undefined }))
    return s
  }
  for (const e of events) {
    if (!e.kind.startsWith('arbitration.')) continue
    const a = e.attributes
    m.client ||= a.client ?? ''
    m.provider ||= a.provider ?? ''
    if (a.to) m.status = words(a.to)
    if (a.due_ms) m.due = num(a.due_ms)
    const round = num(a.round)
    for (const who of (a.arbiters ?? a.seats ?? '').split(',')) if (who.startsWith('troth1')) seat(round, who)
    if (a.arbiter?.startsWith('troth1')) {
      const s = seat(round, a.arbiter)
      if (/commit/.test(e.kind)) s.committed = true
      if (/reveal/.test(e.kind)) {
        s.committed = s.revealed = true
        if (a.bps !== undefined) s.bps = num(a.bps)
      }
    }
    if (/evidence/.test(e.kind) && a.uri) m.evidence.push({ side: words(a.side ?? '').replace('side ', ''), uri: a.uri, sha256: a.sha256 ?? '', note: a.note ?? '', round })
    if (a.verdict_bps !== undefined) {
      m.verdict = num(a.verdict_bps)
      if (m.panels.length) panel(round).verdict = m.verdict
    }
    if (a.unclear !== undefined) m.unclear = a.unclear === 'true'
  }
  return m
}
