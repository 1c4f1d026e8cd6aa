// What the page reads out of the chain's own records: requests of jobs, terms of agreements. Protobuf JSON, read with care.
import { parseCoin, type Coin } from './format'
import type { Message } from './types'

const text = (v: unknown): string => (typeof v === 'string' ? v : typeof v === 'number' ? String(v) : '')
const list = (v: unknown): Message[] => (Array.isArray(v) ? v.filter((x): x is Message => typeof x === 'object' && x !== null) : [])
const words = (v: unknown): string[] => (Array.isArray(v) ? v.filter((x): x is string => typeof x === 'string') : [])
const inner = (m: Message | null | undefined, key: string): Message => {
  const v = m?.[key]
  return typeof v === 'object' && v !== null && !Array.isArray(v) ? (v as Message) : {}
}
const num = (v: unknown): number => Number(text(v) || 0)

/** Deal is what is asked for, from a request or from terms. */
export interface Deal {
  title: string
  uri: string
  sha256: string
  criteria: { text: string; weight: number }[]
  milestones: { title: string; share: number; delivery: number }[]
  review: number
  reworks: number
  method: string
  evaluator: string
  evaluatorFee: number
  instant: boolean
  backups: number
  minScore: number
  sigma: number
  skills: string[]
  invited: string[]
  bid: number
  reveal: number
  award: number
  delivery: number
  parent: string
  price: Coin | undefined
  loss: string
  pledge: string
}

/** hex shows bytes of protobuf JSON (base64) as hex. */
export function hex(base64: unknown): string {
  const s = text(base64)
  if (!s) return ''
  try {
    return Array.from(atob(s), (c) => c.charCodeAt(0).toString(16).padStart(2, '0')).join('')
  } catch {
    return s
  }
}

/** deal reads a JobRequest or Terms. */
export function deal(m: Message | null | undefined): Deal | undefined {
  if (!m) return undefined
  const spec = inner(m, 'spec')
  const v = inner(m, 'verification')
  const c = inner(m, 'clocks')
  return {
    title: text(m.title), uri: text(spec.uri), sha256: hex(spec.sha256),
    criteria: list(m.criteria).map((x) => ({ text: text(x.text), weight: num(x.weight_bps) })),
    milestones: list(m.milestones).map((x) => ({ title: text(x.title), share: num(x.share_bps), delivery: num(x.delivery_ms) })),
    review: num(m.review_ms ?? c.review_ms), reworks: num(m.rework_rounds),
    method: text(v.method).replace('METHOD_', '').toLowerCase().replace('unspecified', 'client') || 'client',
    evaluator: text(v.evaluator), evaluatorFee: num(v.fee_bps), instant: m.instant === true, backups: num(m.backups),
    minScore: num(m.min_score_bps), sigma: num(m.sigma_bps), skills: words(m.skills), invited: words(m.invited),
    bid: num(c.bid_ms), reveal: num(c.reveal_ms), award: num(c.award_ms), delivery: num(c.delivery_ms), parent: text(m.parent),
    price: parseCoin((m.price ?? m.budget) as Coin | undefined), loss: text(m.loss), pledge: text(m.pledge),
  }
}

/** Standing is what a running agreement's record says beyond its row. */
export interface Standing {
  deal: Deal | undefined
  submission: { uri: string; sha256: string; note: string; at: number } | undefined
  claim: { bps: number; reason: string } | undefined
  backupReserve: string
  concede: number | undefined
  late: number | undefined
  /** opened in market time. */
  opened: number
  /** from is when the present state began, in market time; 0 when it cannot be told. */
  from: number
}

/** standing reads troth.agreement.v1.Agreement. */
export function standing(record: Message | null | undefined): Standing | undefined {
  if (!record) return undefined
  const s = inner(record, 'submission')
  const c = inner(record, 'claim')
  const snapshot = inner(record, 'snapshot')
  const cover = inner(snapshot, 'cover')
  const share = (v: unknown) => (v === undefined ? undefined : num(v))
  return {
    deal: deal(inner(record, 'terms')),
    submission: s.uri ? { uri: text(s.uri), sha256: hex(s.sha256), note: text(s.note), at: num(s.submitted_ms) } : undefined,
    claim: c.reason !== undefined || c.bps !== undefined ? { bps: num(c.bps), reason: text(c.reason) } : undefined,
    backupReserve: text(record.backup_reserve),
    concede: share(cover.concede_bps), late: share(cover.late_bps),
    opened: num(record.opened_ms),
    from: begun(record, snapshot),
  }
}

// begun counts back from the deadline of the present state by the length of its window.
function begun(record: Message, snapshot: Message): number {
  const terms = inner(record, 'terms')
  const due = num(record.due_ms)
  const at = num(record.milestone) - num(record.first)
  const length: Record<string, unknown> = {
    STATUS_WORKING: list(terms.milestones)[at]?.delivery_ms, STATUS_REVIEW: terms.review_ms,
    STATUS_EVALUATING: inner(terms, 'verification').eval_ms, STATUS_EVALUATED: snapshot.answer_ms, STATUS_CLAIMED: snapshot.answer_ms,
  }
  const ms = num(length[text(record.status)])
  return ms && due ? due - ms : 0
}
