// A small market in which every state is to be seen at once: what no real devnet shows on command.
import { court } from './fixtures_case.mjs'

const NOW = Date.now()
const OFFSET = NOW - 5_000_000 // block time less market time
const M = (ms) => NOW + ms - OFFSET
const coin = (n) => ({ amount: String(Math.round(n * 1e6)), denom: 'utroth' })
const base = (n) => String(Math.round(n * 1e6))
const letters = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'

function address(seed, n = 58) {
  let h = 2166136261
  let s = 'troth1'
  for (let i = 0; i < n; i++) {
    h = Math.imul(h ^ (seed.charCodeAt(i % seed.length) + i), 16777619) >>> 0
    s += letters[(h >>> 11) % 32]
  }
  return s
}
const hash = (seed) => Array.from({ length: 64 }, (_, i) => '0123456789ABCDEF'[(seed.charCodeAt(i % seed.length) * (i + 7) * 31 + i * i) % 16]).join('')

const NAMES = ['newsroom', 'veteran-vera', 'steady-sam', 'budget-bob', 'lexicon', '']
export const A = Object.fromEntries(NAMES.map((n) => [n || 'nameless', address(n || 'nameless')]))
const name = (a) => Object.entries(A).find(([, v]) => v === a)?.[0].replace('nameless', '') ?? ''
export const OWNER = address('owner', 38)

export const status = {
  chain_id: 'troth-devnet-1', height: 1288, hash: hash('1288'), time_ms: NOW, market_ms: M(0), node_height: 1288, lag_blocks: 0, syncing: false,
  blocks_per_second: 0, eta_ms: 0, schema: 1, base_denom: 'utroth', display_denom: 'troth', display_exponent: 6, devnet: true, faucet: true, try_tx: true,
}

const block = (h, i) => ({ height: h, hash: hash('b' + h), time_ms: NOW - i * 1000, market_ms: M(-i * 1000), proposer: 'trothvalcons1wpex7ur0wdjhyh6lta047h6lta047h6lecgu2s', txs: [0, 2, 1, 0, 5, 3, 0, 1, 8, 2][h % 10], events: 1 + (h % 7), gas_used: (h % 9) * 81_337, bytes: 700 + (h % 11) * 311, beacon: hash('r' + h).toLowerCase(), beacon_proven: h % 13 !== 0 })
export const blocks = Array.from({ length: 48 }, (_, i) => block(1288 - i, i))

function job(n, o) {
  const client = o.client ?? A.newsroom
  return {
    id: `job_0000${(0x1a2b + n * 77).toString(16)}1b2c3d${(16 + n).toString(16)}`, client, client_name: name(client), title: o.title, skill: o.skill ?? 'summarising', status: o.status,
    auction: o.auction ?? 'sealed', award: 'chain', budget: coin(o.budget), loss: coin(o.budget), posted_ms: NOW - o.ago, posted_height: 1288 - Math.round(o.ago / 1000), bid_end_ms: M(-o.ago + 60_000),
    reveal_end_ms: M(-o.ago + 90_000), due_ms: M(o.due ?? 40_000), bids: o.bids ?? 0, agreement: o.agreement ?? '', agreement_status: o.agreement_status ?? '', provider: o.provider ?? '', provider_name: name(o.provider ?? ''),
    price: o.price ? base(o.price) : '', awarded_ms: o.price ? NOW - o.ago + 90_000 : 0, ended_ms: 0, reason: o.reason ?? '', pruned: false, tx: hash('job' + n),
  }
}
export const jobs = [
  job(0, { title: 'Summarise the minutes of the harbour council in five sentences', status: 'open', budget: 12, ago: 20_000, bids: 3 }),
  job(1, { title: 'Translate a product manual from German to Portuguese', skill: 'translation', status: 'revealing', budget: 48.5, ago: 75_000, bids: 5, client: A.lexicon }),
  job(2, { title: 'Report of statistics and keywords', status: 'awarded', budget: 10, ago: 200_000, bids: 3, agreement: 'agr_00001a2b1b2c3d01', agreement_status: 'completed', provider: A['veteran-vera'], price: 6.4 }),
  job(3, { title: 'Find three suppliers of recycled glass granulate within 300 km and their prices', skill: 'research', status: 'awarded', budget: 120, ago: 900_000, bids: 4, agreement: 'agr_00001a2b1b2c3d02', agreement_status: 'review', provider: A['steady-sam'], price: 88.25 }),
  job(4, { title: 'OCR of 40 scanned pages', skill: 'ocr', status: 'expired', budget: 0.75, ago: 4_000_000, reason: 'no_bids', auction: 'open' }),
  job(5, { title: 'Label two thousand street photographs', skill: 'labelling', status: 'cancelled', budget: 300, ago: 9_000_000, bids: 2, auction: 'clock' }),
  job(6, { title: '', skill: 'ocr', status: 'awarded', budget: 2, ago: 12_000_000, bids: 1, agreement: 'agr_00001a2b1b2c3d03', agreement_status: 'refunded', provider: A['budget-bob'], price: 1.9 }),
]

function agreement(id, j, o) {
  return {
    id, origin: j.id, client: j.client, client_name: j.client_name, provider: j.provider, provider_name: j.provider_name, title: j.title, skill: j.skill, status: o.status, running: !!o.running, disputed: !!o.disputed,
    price: { amount: j.price, denom: 'utroth' }, pledge: base(o.pledge ?? 2), capital_micro: 400_000, milestone: o.milestone ?? 0, milestones: o.milestones ?? 1, parent: '', opened_ms: j.awarded_ms, opened_height: 1100,
    due_ms: M(o.due ?? 50_000), ended_ms: o.running ? 0 : NOW - 60_000, paid: base(o.paid ?? 0), refunded: base(o.refunded ?? 0), burned: base(o.burned ?? 0), compensation: base(o.compensation ?? 0), reworks: 0, outcome: o.outcome ?? '', pruned: false,
  }
}
export const agreements = [
  agreement('agr_00001a2b1b2c3d01', jobs[2], { status: 'completed', paid: 6.272, burned: 0.128, outcome: 'accept' }),
  agreement('agr_00001a2b1b2c3d02', jobs[3], { status: 'review', running: true, milestone: 1, milestones: 3, paid: 28.82, burned: 0.588, due: 1_500_000 }),
  agreement('agr_00001a2b1b2c3d03', jobs[6], { status: 'refunded', refunded: 1.9, compensation: 0.4, outcome: 'late', disputed: true }),
]

let cursor = 1000
const event = (height, kind, attributes, tx = '') => ({ cursor: String(cursor++), height, time_ms: NOW - (1288 - height) * 1000, kind, tx, attributes })
const j3 = jobs[3]
const a2 = agreements[1]
export const timeline = [
  event(388, 'market.job_posted', { job: j3.id, client: j3.client, from: 'JOB_STATUS_UNSPECIFIED', to: 'JOB_STATUS_OPEN', auction: 'AUCTION_SEALED', award: 'AWARD_MODE_CHAIN', skill: 'research', budget: '120000000utroth', loss: '120000000utroth' }, hash('t1')),
  event(388, 'escrow.hold_placed', { scope: 'market', ref: '01', agent: j3.client, amount: '120000000utroth', rest: '120000000utroth' }, hash('t1')),
  event(401, 'market.bid_committed', { job: j3.id, client: j3.client, provider: A['steady-sam'], deposit: '1200000utroth' }, hash('t2')),
  event(405, 'market.bid_committed', { job: j3.id, client: j3.client, provider: A['veteran-vera'], deposit: '1200000utroth' }, hash('t3')),
  event(448, 'market.job_revealing', { job: j3.id, client: j3.client, commits: '2', reveal_end_ms: '1' }),
  event(451, 'market.bid_revealed', { job: j3.id, client: j3.client, provider: A['steady-sam'], price: '88250000utroth', pledge: '20000000utroth', delivery_ms: '240000', score_bps: '3120', expected_cost: '88', rank: '1' }, hash('t4')),
  event(455, 'market.bid_revealed', { job: j3.id, client: j3.client, provider: A['veteran-vera'], price: '95000000utroth', pledge: '10000000utroth', delivery_ms: '200000', score_bps: '5120', expected_cost: '99', rank: '2' }, hash('t5')),
  event(478, 'market.job_awarded', { job: j3.id, client: j3.client, provider: A['steady-sam'], agreement: a2.id, price: '88250000utroth', backup_reserve: '6750000utroth', backups: '1' }),
  event(478, 'agreement.agreement_opened', { agreement: a2.id, origin: j3.id, client: j3.client, provider: A['steady-sam'], milestone: '0', price: '88250000utroth', milestones: '3', pledge: '20000000utroth' }),
  event(700, 'agreement.work_submitted', { agreement: a2.id, origin: j3.id, client: j3.client, provider: A['steady-sam'], milestone: '0', milestones: '3', uri: 'http://127.0.0.1:7001/r/1', advance: '0utroth' }, hash('t6')),
  event(760, 'agreement.milestone_settled', { agreement: a2.id, origin: j3.id, client: j3.client, provider: A['steady-sam'], milestone: '0', act: 'accept', outcome: 'OUTCOME_ACCEPT', paid: '28820000utroth', refunded: '0utroth', burned: '588000utroth', compensation: '0utroth', pledge_burned: '0utroth', rating: '92' }, hash('t7')),
  event(760, 'reputation.contract_settled', { client: j3.client, provider: A['steady-sam'], success: '405650', failure: '0', capital_lost_micro: '0' }, hash('t7')),
  event(1100, 'agreement.work_submitted', { agreement: a2.id, origin: j3.id, client: j3.client, provider: A['steady-sam'], milestone: '1', milestones: '3', uri: 'http://127.0.0.1:7001/r/2', advance: '0utroth' }, hash('t8')),
]
export const newer = [
  event(1287, 'market.bid_committed', { job: jobs[0].id, client: jobs[0].client, provider: A['budget-bob'], deposit: '120000utroth' }, hash('t9')),
  event(1288, 'agreement.agreement_completed', { agreement: agreements[0].id, origin: jobs[2].id, client: A.newsroom, provider: A['veteran-vera'], milestone: '0', act: 'due', outcome: 'OUTCOME_AUTO', paid: '6272000utroth', refunded: '0utroth', burned: '128000utroth', compensation: '0utroth', pledge_burned: '0utroth' }),
]
const bid = (provider, o) => ({ provider, provider_name: name(provider), status: o.status, deposit: base(1.2), price: o.price ? base(o.price) : '', pledge: o.price ? base(o.pledge) : '', delivery_ms: 240_000, note_uri: '', score_bps: o.score ?? 0, expected_cost_micro: Math.round((o.cost ?? 0) * 1e6), rank: o.rank ?? 0, reason: '', height: 451, time_ms: NOW - 800_000 })
const hold = (scope, agent, n, object) => ({ scope, ref: hash(scope + agent).slice(0, 18).toLowerCase(), agent, object, coin: coin(n), height: 478, time_ms: NOW - 700_000 })
const sha = Buffer.from(hash('sha').slice(0, 32)).toString('base64')
const terms = { client: j3.client, provider: A['steady-sam'], title: j3.title, spec: { uri: 'ipfs://bafyglass/brief.md', sha256: sha, bytes: '812' }, criteria: [{ text: 'Three suppliers that exist and answer', weight_bps: 6000 }, { text: 'Prices with date and source', weight_bps: 4000 }], skill: 'research', price: coin(88.25), loss: base(120), pledge: base(20), milestones: [{ title: 'Long list', share_bps: 3333, delivery_ms: '240000' }, { title: 'Prices', share_bps: 3333, delivery_ms: '240000' }, { title: 'Report', share_bps: 3334, delivery_ms: '240000' }], review_ms: '1800000', rework_rounds: 1, verification: { method: 'METHOD_CLIENT' }, instant: false }
const request = { ...terms, budget: coin(120), clocks: { bid_ms: '60000', reveal_ms: '30000', delivery_ms: '720000', review_ms: '600000', award_ms: '0' }, backups: 1, skills: ['sourcing'], min_score_bps: 500 }
const settlement = (a, milestone, o) => ({ agreement: a.id, milestone, client: a.client, provider: a.provider, skill: a.skill, act: o.act, outcome: o.outcome, bps: 10000, denom: 'utroth', price: base(o.price), paid: base(o.paid), evaluator_fee: '0', refunded: base(o.refunded ?? 0), burned: base(o.burned ?? 0), protocol_fee: '0', compensation: base(o.compensation ?? 0), pledge_burned: '0', capital_lost_micro: 0, rating: o.rating ?? -1, client_rating: -1, height: 760, time_ms: NOW - 500_000, tx: hash('s') })
const settlements = [settlement(a2, 0, { act: 'accept', outcome: 'accept', price: 29.41, paid: 28.82, burned: 0.588, rating: 92 }), settlement(agreements[0], 0, { act: 'due', outcome: 'auto', price: 6.4, paid: 6.272, burned: 0.128 }), settlement(agreements[2], 0, { act: 'due', outcome: 'late', price: 1.9, paid: 0, refunded: 1.9, compensation: 0.4 })]
const record = { id: a2.id, terms, snapshot: { cover: { sigma_bps: 10000, concede_bps: 8000, late_bps: 2000, refund_bps: 500 }, answer_ms: '86400000' }, origin: j3.id, backup_reserve: '0', status: 'STATUS_REVIEW', opened_ms: String(M(-810_000)), due_ms: String(M(1_500_000)), milestone: 1, first: 0, submission: { uri: 'http://127.0.0.1:7001/r/2', sha256: sha, bytes: '2201', note: 'Prices of Tuesday; two suppliers answered by mail.', submitted_ms: String(M(-18_000)) } }

const agent = (a, o) => ({ address: a, owner: OWNER, name: name(a), status: o.status ?? 'active', skills: o.skills ?? [], registered_ms: NOW - 9_000_000, heartbeat_ms: 0, handovers: 0, jobs_posted: o.posted ?? 0, hired: o.hired ?? 0, worked: o.worked ?? 0, completed: o.completed ?? 0, disputed: o.disputed ?? 0, capital_free_micro: 1_206_141, capital_reserved_micro: 400_000, burned_micro: 1_700_000, earned_micro: 84_500_000 })
export const agents = [
  agent(A.newsroom, { posted: 5, hired: 3 }), agent(A['veteran-vera'], { skills: ['summarising', 'translation'], worked: 31, completed: 30 }), agent(A['steady-sam'], { skills: ['research', 'summarising'], worked: 12, completed: 11, disputed: 1 }),
  agent(A['budget-bob'], { skills: ['ocr'], worked: 4, completed: 3, disputed: 1, status: 'paused' }), agent(A.lexicon, { skills: ['translation'], posted: 2 }), agent(A.nameless, { status: 'retired' }),
]
const params = { kappa0: '20000', pair_cap: '4000000', pair_x_max: '64000000', omega_min_bps: '2500', omega_k: '500000', prior_a: '1000000', prior_b: '1000000', z_bps: '6745', gamma_bps: '10000', concede_bps: '8000', late_bps: '2000', refund_bps: '500', eta_bps: '2000', lever_bps: '40000', other_bps: '2500', other_cap: '3000000', sigma_bps: '10000', sigma_instant_bps: '22500', lambda_bps: '10000', x_min_bps: '5600', delta_bps: '7500', v_floor: '1000000', v_ref: '10000000', half_life_success: '2160', half_life_failure: '2160', half_life_capital: '4320', half_life_client: '4320' }
const reputation = { agent: '', skill: '', value_micro: 10_000_000, height: 1288, score: { score_bps: 2897, reliability_bps: 4804, mean_bps: 6427, capital_needed_micro: 2_000_000, capital_free_micro: 1_206_141, capital_reserved_micro: 0, successes_microtrials: 903_734, success_value_micro: 14_100_000, failures_microtrials: 57_950, all_successes_microtrials: 903_734, all_success_value_micro: 14_100_000, all_failures_microtrials: 57_950, counted_successes_microtrials: 903_734, counted_failures_microtrials: 57_950 }, client: { reliability_bps: 6100, standing_bps: 4642, burned_micro: 200_000, fair_microtrials: 3_000_000, unfair_microtrials: 0, ratings: 3, rating_sum: 261 }, params, skills: ['', 'summarising', 'translation'] }
const history = Array.from({ length: 30 }, (_, i) => ({ height: 100 + i * 38, time_ms: NOW - (30 - i) * 300_000, score_bps: Math.round(2888 * (1 - Math.exp(-i / 9))), reliability_bps: 3052 + Math.round(1800 * (1 - Math.exp(-i / 6))) - (i === 17 ? 600 : 0), mean_bps: 5000, capital_free_micro: i * 41_000, capital_reserved_micro: i % 4 ? 0 : 300_000, successes_microtrials: i * 31_000, failures_microtrials: i > 16 ? 57_950 : 0, burned_micro: i * 42_000 }))
const before = court({ NOW, M, coin, base, hash, address, event, A, agreement, job, sha })
export const KASE = before.ids[0]
export const CLOSED = before.ids[1]
export const APPEALED = before.ids[2]
jobs.push(...before.jobs)
agreements.push(...before.agreements)
const offer = { id: 'ofr_0000002a1b2c3d4e', client: A.lexicon, client_name: 'lexicon', provider: A['veteran-vera'], provider_name: 'veteran-vera', about: '', title: 'Translate the autumn catalogue', status: 'open', round: 2, maker: A['veteran-vera'], skill: 'translation', price: coin(21), pledge: base(4), expires_ms: M(33_000), agreement: '', reason: '', opened_ms: NOW - 100_000, updated_ms: NOW - 20_000, pruned: false }
const round = (n, maker, price) => ({ number: n, maker, signer: maker, price: coin(price), pledge: base(n === 2 ? 4 : 0), hash: hash('round' + n), note_uri: '', expires_ms: M(33_000), height: 1200, time_ms: NOW - (3 - n) * 40_000, terms: { ...terms, title: 'Translate the autumn catalogue', milestones: [{ share_bps: 10000, delivery_ms: '600000' }] } })
const service = { id: 'svc_0000002a1b2c3d4e', provider: A['veteran-vera'], provider_name: 'veteran-vera', title: 'Summary of any text up to 20 pages', skill: 'summarising', price: coin(1.5), price_micro: 1_500_000, capacity: 4, version: 3, active: true, hired: 17, listed_ms: NOW - 8_000_000, updated_ms: NOW - 300_000, removed: false }
const tx = (seed, types, code = 0) => ({ hash: hash(seed), height: 1280, index: 1, time_ms: NOW - 8000, code, codespace: code ? 'market' : '', log: code ? 'price: 11000000utroth, job has a budget of 10000000utroth: the price is above the budget' : '', gas_wanted: 140_000, gas_used: 98_211, fee: '1400utroth', signer: OWNER, types, bytes: 612, memo: '' })
export const txs = [tx('t1', ['troth.market.v1.MsgPostJob']), tx('t2', ['troth.market.v1.MsgCommitBid']), tx('t4', ['troth.market.v1.MsgRevealBid'], 14)]
const points = (metric) => Array.from({ length: 40 }, (_, i) => ({ t_ms: Math.floor(NOW / 60_000) * 60_000 - i * 60_000, count: /running/.test(metric) ? 3 + ((i * 7) % 5) : (i * 5) % 4, sum: /volume|burned|time/.test(metric) ? base(((i * 13) % 17) * (metric === 'burned' ? 0.1 : /time/.test(metric) ? 0.012 : 3)) : '0' })).filter((p) => p.count).reverse()
const list = (items) => ({ items, next: '' })
const key = 'ab12'.repeat(16)

/** answer is what the API says to an address, or undefined for "not found". */
export function answer(path, q) {
  const [, kind, id, sub] = path.slice(1).split('/')
  switch (kind) {
    case 'status': return status
    case 'overview': return { height: 1288, time_ms: NOW, totals: { blocks: 1288, txs: 3122, events: 9120, agents: 6, jobs: 46, jobs_open: 2, agreements: 37, agreements_running: 5, settlements: 61, disputes: 2, services: 4, cases: 2, cases_running: 1, arbiters: 5 }, day: {}, money: [{ denom: 'utroth', held: base(214.318), volume: base(1204.75), volume_day: base(1204.75), paid: base(1180.6), burned: base(24.095), burned_day: base(24.095), protocol_fee: '0' }], durations: { time_to_award: { count: 37, mean_ms: 91_000, p50_ms: 90_000, p90_ms: 120_000 }, settle_time: { count: 31, mean_ms: 301_000, p50_ms: 288_000, p90_ms: 400_000 } }, dispute_rate_bps: 540 }
    case 'series': return { metric: q.get('metric'), interval: q.get('interval'), denom: 'utroth', points: points(q.get('metric')) }
    case 'jobs': {
      if (id) {
        const j = jobs.find((x) => x.id === id)
        if (!j) return undefined
        const mine = agreements.filter((a) => a.origin === id)
        return { job: j, request: j.title ? { ...request, title: j.title } : null, bids: j.bids ? [bid(A['steady-sam'], { status: j.price ? 'awarded' : 'standing', price: 88.25, pledge: 20, score: 3120, cost: 120.01, rank: 1 }), bid(A['veteran-vera'], { status: 'standing', price: 95, pledge: 10, score: 5120, cost: 139.5, rank: 2 }), bid(A['budget-bob'], { status: 'committed' })] : [], agreements: mine, holds: mine.length ? [hold('agreement', j.client, 58.83, mine[0].id), hold('agreement', j.provider, 13.33, mine[0].id)] : [hold('market', j.client, 12, j.id)] }
      }
      const w = (q.get('q') ?? '').toLowerCase()
      return list(jobs.filter((j) => (!q.get('status') || j.status === q.get('status')) && (!q.get('skill') || j.skill === q.get('skill')) && (!w || j.title.toLowerCase().includes(w))))
    }
    case 'agreements': {
      if (!id) return list(agreements.filter((a) => (!q.get('status') || a.status === q.get('status') || (q.get('status') === 'running' && a.running)) && (!q.get('disputed') || a.disputed)))
      const a = agreements.find((x) => x.id === id)
      return a && { agreement: a, settlements: settlements.filter((s) => s.agreement === id), holds: a.running ? [hold('agreement', a.client, 58.83, id), hold('agreement', a.provider, 13.33, id)] : [], record: a.running ? record : null, receipts: id === before.agreements[1].id ? [{ milestone: 0, debtor: 'ROLE_PROVIDER', debt_paid: '50000' }] : [] }
    }
    case 'negotiations': return id ? { negotiation: offer, rounds: [round(1, A.lexicon, 18), round(2, A['veteran-vera'], 21)] } : list([offer])
    case 'services': return id ? { service, terms } : list([service])
    case 'agents': {
      const a = agents.find((x) => x.address === id)
      if (!id) return list(agents.filter((x) => (!q.get('skill') || x.skills.includes(q.get('skill'))) && (!q.get('q') || x.name.startsWith(q.get('q')))))
      if (!a) return undefined
      if (sub === 'reputation') return { ...reputation, agent: id, skill: q.get('skill') ?? '' }
      if (sub === 'history') return { agent: id, skill: '', points: history }
      if (sub === 'settlements') return list(settlements.filter((s) => s.provider === id || s.client === id))
      return { agent: a, balances: [coin(812.4)], held: [coin(33.1)], operators: [{ key: address('operator', 38), serial: 1, since_ms: NOW - 9e6 }], attestations: [{ schema: 'kya', issuer: A.lexicon, issuer_name: 'lexicon', value: 'level 2', expires_ms: 0, issued_ms: NOW }], links: ['eip155:1:0xd8da6bf26964af9d7eed9e03e53415d37aa96045'], skills: [{ skill: 'summarising', settlements: 21, success_microtrials: 2_400_000, failure_microtrials: 57_950, volume_micro: 84e6, burned_micro: 17e5, last_ms: NOW }], card: { uri: 'https://vera.example/card.json', sha256: '' } }
    }
    case 'leaderboard': return { skill: '', value_micro: Number(q.get('value_micro') ?? 10_000_000), height: 1288, items: agents.slice(1, 4).map((a, i) => ({ rank: i + 1, address: a.address, name: a.name, status: a.status, score_bps: 7800 - i * 2300, reliability_bps: 8400 - i * 1500, mean_bps: 8000, capital_micro: Math.round(12_377_749 / (i + 1)), settlements: 31 - i * 9, volume_micro: 84e6 })) }
    case 'skills': return { items: ['summarising', 'translation', 'research', 'ocr', 'labelling'].map((s, i) => ({ skill: s, jobs: 20 - i * 3, jobs_open: 1, agents: 3, services: 1, settlements: 9, volume_micro: 1e7 })) }
    case 'cases': return id ? before.pages.find((p) => p.case.id === id) : list(before.pages.map((p) => p.case).filter((c) => !q.get('status') || c.running === (q.get('status') === 'running')))
    case 'arbiters': return list(before.arbiters)
    case 'events': return list([...timeline, ...before.timeline].filter((e) => e.kind.startsWith((q.get('kind') ?? '') + '.')).sort((x, y) => y.height - x.height))
    case 'timeline': {
      const own = before.ids.includes(id) ? before.timeline : before.agreements.some((a) => a.id === id || a.origin === id) ? before.timeline.filter((e) => e.attributes.agreement) : timeline
      return list(q.get('order') === 'desc' ? [...own].reverse() : own)
    }
    case 'blocks': {
      if (!id) return list(blocks)
      const b = blocks.find((x) => x.height === Number(id))
      return b && { block: b, txs: b.txs ? txs : [], events: [newer[1]] }
    }
    case 'txs': return id ? { tx: txs.find((t) => t.hash === id) ?? txs[2], messages: [{ '@type': '/troth.market.v1.MsgPostJob', signer: OWNER, client: A.newsroom, request }], events: timeline.slice(0, 2) } : list(txs)
    case 'accounts': return { address: id, balances: [coin(91.2)], held: [], txs: 3, agent: null, owns: agents.slice(0, 3), validator: '' }
    case 'validators': return { items: [{ operator: 'trothvaloper1q9xq', moniker: 'alice', status: 'bonded', jailed: false, tokens: base(100_000), power_bps: 6667, commission_bps: 1000, consensus: '', blocks_proposed: 860, last_proposed_height: 1288, beacon_key: key, beacon_next_key: '', beacon_next_from: 0 }, { operator: 'trothvaloper1z8vv', moniker: 'bob', status: 'bonded', jailed: false, tokens: base(50_000), power_bps: 3333, commission_bps: 500, consensus: '', blocks_proposed: 428, last_proposed_height: 1287, beacon_key: '', beacon_next_key: key, beacon_next_from: 1800 }] }
    case 'params': return { modules: { reputation: params, escrow: { accepted_denoms: [{ denom: 'utroth', units_per_numeraire: '1000000', min_hold: '1', burnable: true }], burn_bps: 200, protocol_fee_bps: 0, max_holds_per_agent: 4096 }, market: { max_bids: 256, deposit_bps: 100, deposit_min: '1000', min_window_ms: '1000', snipe_window_ms: '60000' }, agreement: { kill_fee_bps: 1000, answer_ms: '86400000', reject_deposit_min: '100000' }, clock: { max_step_ms: '10000' }, beacon: { epoch_blocks: '600' } } }
    case 'search': {
      const w = q.get('q').toLowerCase()
      return { items: [...agents.filter((a) => a.name && a.name.includes(w)).map((a) => ({ kind: 'agent', id: a.address, title: a.name })), ...jobs.filter((j) => j.title.toLowerCase().includes(w)).map((j) => ({ kind: 'job', id: j.id, title: j.title }))] }
    }
    default: return undefined
  }
}
