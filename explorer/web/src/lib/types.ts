// The shapes of the API, as explorer/api/openapi.yaml says them.
import type { Coin } from './format'

export type { Coin }
export type * from './types_case'
/** Message is one of the chain's own types in protobuf JSON. */
export type Message = Record<string, unknown>

export interface List<T> {
  items: T[]
  next: string
}

export interface Status {
  chain_id: string
  height: number
  time_ms: number
  market_ms?: number
  node_height: number
  lag_blocks: number
  syncing: boolean
  blocks_per_second: number
  eta_ms: number
  problem?: string
  base_denom: string
  display_denom: string
  display_exponent: number
  devnet: boolean
  faucet: boolean
  try_tx: boolean
}

export interface Spread {
  count: number
  mean_ms: number
  p50_ms: number
  p90_ms: number
}

export interface Overview {
  height: number
  time_ms: number
  totals: Record<
    'blocks' | 'txs' | 'events' | 'agents' | 'jobs' | 'jobs_open' | 'agreements' | 'agreements_running' | 'settlements' | 'disputes' | 'services' | 'cases' | 'cases_running' | 'arbiters',
    number
  >
  day: Record<string, number>
  money: {
    denom: string
    held: string
    volume: string
    volume_day: string
    paid: string
    burned: string
    burned_day: string
    protocol_fee: string
  }[]
  durations: { time_to_award: Spread; settle_time: Spread }
  dispute_rate_bps: number
}

export interface Point {
  t_ms: number
  count: number
  sum: string
}

export interface Series {
  metric: string
  interval: string
  denom: string
  points: Point[]
}

export interface Job {
  id: string
  client: string
  client_name: string
  title: string
  skill: string
  status: string
  auction: string
  award: string
  budget: Coin
  loss: Coin
  posted_ms: number
  posted_height: number
  bid_end_ms: number
  reveal_end_ms: number
  due_ms: number
  bids: number
  agreement: string
  /** agreement_status is the present agreement's, "" without one. */
  agreement_status: string
  provider: string
  provider_name: string
  price: string
  awarded_ms: number
  ended_ms: number
  reason: string
  pruned: boolean
  tx: string
}

export interface Bid {
  provider: string
  provider_name: string
  status: string
  deposit: string
  price: string
  pledge: string
  delivery_ms: number
  note_uri: string
  score_bps: number
  expected_cost_micro: number
  rank: number
  reason: string
  height: number
  time_ms: number
}

export interface Hold {
  scope: string
  ref: string
  agent: string
  object: string
  coin: Coin
  height: number
  time_ms: number
}

export interface JobPage {
  job: Job
  request: Message | null
  bids: Bid[]
  agreements: Agreement[]
  holds: Hold[]
}

export interface Agreement {
  id: string
  origin: string
  client: string
  client_name: string
  provider: string
  provider_name: string
  title: string
  skill: string
  status: string
  running: boolean
  disputed: boolean
  price: Coin
  pledge: string
  capital_micro: number
  milestone: number
  milestones: number
  parent: string
  opened_ms: number
  opened_height: number
  due_ms: number
  ended_ms: number
  paid: string
  refunded: string
  burned: string
  compensation: string
  reworks: number
  outcome: string
  pruned: boolean
}

export interface Settlement {
  agreement: string
  milestone: number
  client: string
  provider: string
  skill: string
  act: string
  outcome: string
  bps: number
  denom: string
  price: string
  paid: string
  evaluator_fee: string
  refunded: string
  burned: string
  protocol_fee: string
  compensation: string
  pledge_burned: string
  capital_lost_micro: number
  rating: number
  client_rating: number
  height: number
  time_ms: number
  tx: string
}

export interface AgreementPage {
  agreement: Agreement
  settlements: Settlement[]
  holds: Hold[]
  record: Message | null
  receipts: Message[]
}

export interface Negotiation {
  id: string
  client: string
  client_name: string
  provider: string
  provider_name: string
  about: string
  title: string
  status: string
  round: number
  maker: string
  skill: string
  price: Coin
  pledge: string
  expires_ms: number
  agreement: string
  reason: string
  opened_ms: number
  updated_ms: number
  pruned: boolean
}

export interface Round {
  number: number
  maker: string
  signer: string
  price: Coin
  pledge: string
  hash: string
  note_uri: string
  expires_ms: number
  height: number
  time_ms: number
  terms: Message | null
}

export interface Service {
  id: string
  provider: string
  provider_name: string
  title: string
  skill: string
  price: Coin
  price_micro: number
  capacity: number
  version: number
  active: boolean
  hired: number
  listed_ms: number
  updated_ms: number
  removed: boolean
}

export interface Agent {
  address: string
  owner: string
  name: string
  status: string
  skills: string[]
  registered_ms: number
  heartbeat_ms: number
  handovers: number
  jobs_posted: number
  hired: number
  worked: number
  completed: number
  disputed: number
  capital_free_micro: number
  capital_reserved_micro: number
  burned_micro: number
  earned_micro: number
}

export interface AgentSkill {
  skill: string
  settlements: number
  success_microtrials: number
  failure_microtrials: number
  volume_micro: number
  burned_micro: number
  last_ms: number
}

export interface AgentPage {
  agent: Agent
  balances: Coin[]
  held: Coin[]
  operators: { key: string; serial: number; since_ms: number }[]
  attestations: { schema: string; issuer: string; issuer_name: string; value: string; expires_ms: number; issued_ms: number }[]
  links: string[]
  skills: AgentSkill[]
  card: { uri: string; sha256: string }
}

export interface Score {
  score_bps: number
  reliability_bps: number
  mean_bps: number
  capital_needed_micro: number
  capital_free_micro: number
  capital_reserved_micro: number
  successes_microtrials: number
  success_value_micro: number
  failures_microtrials: number
  all_successes_microtrials: number
  all_success_value_micro: number
  all_failures_microtrials: number
  counted_successes_microtrials: number
  counted_failures_microtrials: number
}

export interface Reputation {
  agent: string
  skill: string
  value_micro: number
  height: number
  score: Score
  client: {
    reliability_bps: number
    standing_bps: number
    burned_micro: number
    fair_microtrials: number
    unfair_microtrials: number
    ratings: number
    rating_sum: number
  }
  params: Record<string, string> | null
  skills: string[]
}

export interface Sample {
  height: number
  time_ms: number
  score_bps: number
  reliability_bps: number
  mean_bps: number
  capital_free_micro: number
  capital_reserved_micro: number
  successes_microtrials: number
  failures_microtrials: number
  burned_micro: number
}

export interface Leader {
  rank: number
  address: string
  name: string
  status: string
  score_bps: number
  reliability_bps: number
  mean_bps: number
  capital_micro: number
  settlements: number
  volume_micro: number
}

export interface Skill {
  skill: string
  jobs: number
  jobs_open: number
  agents: number
  services: number
  settlements: number
  volume_micro: number
}

export interface Event {
  cursor: string
  height: number
  time_ms: number
  kind: string
  tx: string
  attributes: Record<string, string>
}

export interface Block {
  height: number
  hash: string
  time_ms: number
  market_ms?: number
  proposer: string
  txs: number
  events: number
  gas_used: number
  bytes: number
  beacon: string
  beacon_proven: boolean
}

export interface Tx {
  hash: string
  height: number
  index: number
  time_ms: number
  code: number
  codespace: string
  log: string
  gas_wanted: number
  gas_used: number
  fee: string
  signer: string
  types: string[]
  bytes: number
  memo: string
}

export interface Account {
  address: string
  balances: Coin[]
  held: Coin[]
  txs: number
  agent: Agent | null
  owns: Agent[]
  validator: string
}

export interface Validator {
  operator: string
  moniker: string
  status: string
  jailed: boolean
  tokens: string
  power_bps: number
  commission_bps: number
  consensus: string
  blocks_proposed: number
  last_proposed_height: number
  beacon_key?: string
  beacon_next_key?: string
  beacon_next_from?: number
}

export interface Found {
  kind: string
  id: string
  title: string
}
