// The shapes of cases and judges, as explorer/api/openapi.yaml says them.
import type { Agreement, Coin, Message } from './types'

export interface Case {
  id: string
  agreement: string
  milestone: number
  kind: string
  client: string
  client_name: string
  provider: string
  provider_name: string
  skill: string
  status: string
  running: boolean
  round: number
  size: number
  seats: number
  price: Coin
  client_deposit: string
  provider_deposit: string
  verdict_bps: number
  unclear: boolean
  opened_ms: number
  opened_height: number
  due_ms: number
  settled_ms: number
  closed_ms: number
  fees: string
  client_back: string
  provider_back: string
  burned: string
  evidence: number
  pruned: boolean
}

export interface CaseRound {
  number: number
  appellant: string
  deposit: string
  size: number
  seats: number
  lock: string
  draw_height: number
  drawn_ms: number
  committed: number
  revealed: number
  verdict_bps: number
  unclear: boolean
  ruled_ms: number
  fee_client: string
  fee_provider: string
  fee_appeal: string
  burned: string
}

export interface Seat {
  round: number
  arbiter: string
  lock: string
  commitment: string
  committed_ms: number
  revealed: boolean
  bps: number
  standing: string
  lost: string
  earned: string
}

export interface CasePage {
  case: Case
  rounds: CaseRound[]
  seats: Seat[]
  evidence: { round: number; agent: string; side: string; uri: string; sha256: string; note: string; time_ms: number }[]
  agreement: Agreement | null
  record: Message | null
}

export interface Arbiter {
  agent: string
  name: string
  owner: string
  status: string
  stake: Coin
  locked: string
  skills: string[]
  seats: number
  cases: number
  coherent: number
  absent: number
  lost: string
  earned: string
  enlisted_ms: number
}
