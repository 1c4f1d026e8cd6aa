// Events of the chain as sentences. Nothing is asked here: an event, names of agents, and out comes what a person reads.
import { parseCoin, percent, words } from './format'
import { to } from './route'
import { span } from './time'
import type { Event } from './types'

/** Piece of a sentence: words, or something that becomes a link or an amount. */
export type Piece = string | { agent: string } | { coin: string } | { id: string } | { strong: string }

/** Tone is what an event means for money or trust: it chooses the mark beside it. */
export type Tone = 'plain' | 'live' | 'held' | 'paid' | 'back' | 'burn' | 'pledge'

/** Entry is an event as it is told. */
export interface Entry {
  key: string
  height: number
  time_ms: number
  tx: string
  kind: string
  tone: Tone
  text: Piece[]
  /** note is what somebody said, or a further fact. */
  note?: string
  /** detail entries are bookkeeping: true, but not part of the story. */
  detail: boolean
  /** also are the events that were told together with this one. */
  also: Event[]
}

type Told = { tone?: Tone; text: Piece[]; note?: string; detail?: boolean }
type Attributes = Record<string, string>

const agent = (a: string | undefined): Piece => (a ? { agent: a } : 'somebody')
const coin = (c: string | undefined): Piece => ({ coin: c ?? '' })
const some = (c: string | undefined) => !!c && !/^0+\D*$/.test(c)
const n = (s: string | undefined) => Number(s ?? 0)
const milestone = (a: Attributes) => (n(a.milestones) > 1 || n(a.milestone) > 0 ? ` of milestone ${n(a.milestone) + 1}` : '')

const EXPIRY: Record<string, string> = {
  no_bids: 'Nobody bid. The job expired and its budget is free again.',
  no_winner: 'No bid could be awarded. The job expired and its budget is free again.',
  no_runner_up: 'No runner-up could take over. The job expired and its budget is free again.',
}

const ACTS: Record<string, string> = {
  accept: 'accepted', submit: 'delivered with the right answer', due: 'time ran out', split: 'the parties divided it',
  cancel: 'both ended it', concede: 'the provider conceded', resign: 'the provider handed the work back', decline: 'the provider declined',
  terminate: 'the client ended the work', rule: 'the judges decided', ruling: 'the judges decided', unclear: 'the judges came to no verdict',
}

const OUTCOMES: Record<string, string> = {
  accept: 'accepted', auto: 'paid by silence', refund: 'handed back', late: 'too late', concede: 'conceded', fault: 'at fault',
  vindicated: 'vindicated', verdict: 'divided by a verdict', unspecified: 'not counted',
}

/** outcome says an outcome of reputation. */
export function outcome(o: string): string {
  const w = words(o)
  return OUTCOMES[w] ?? w
}

/** act says what ended a milestone. */
export function act(a: string): string {
  return ACTS[a] ?? a
}

/** ending says how a milestone ended: by what was done, and where time did it, by what silence means then. */
export function ending(a: string, o: string): string {
  return (a === 'due' || !ACTS[a]) && o ? outcome(o) : act(a)
}

// What moves the money of a settled milestone.
function settled(a: Attributes, end: string): Told {
  const text: Piece[] = []
  const out = words(a.outcome)
  const paid = some(a.paid)
  if (a.act === 'accept') text.push(agent(a.client), ` accepted the work${milestone(a)}. `)
  else if (a.act === 'submit') text.push(`The answer${milestone(a)} is right: the chain accepted it by itself. `)
  else if (a.act === 'due' && out === 'auto') text.push(agent(a.client), ` stayed silent, so the chain accepted the work${milestone(a)}. `)
  else if (a.act === 'due' && out === 'late') text.push(agent(a.provider), ` missed the deadline${milestone(a)}. `)
  else if (a.act === 'due' && out === 'concede') text.push(agent(a.provider), ' did not answer the claim, which concedes it. ')
  else if (a.act === 'due') text.push('Time ran out and the verdict settled it. ')
  else if (a.act === 'concede') text.push(agent(a.provider), ' conceded the claim. ')
  else if (a.act === 'resign') text.push(agent(a.provider), ' handed the work back. ')
  else if (a.act === 'decline') text.push(agent(a.provider), ' looked at the work and declined it. ')
  else if (a.act === 'terminate') text.push(agent(a.client), ' ended the work before delivery. ')
  else if (a.act === 'split' || a.act === 'cancel') text.push(`Both sides agreed on ${percent(a.bps)} for the provider. `)
  else if (a.act === 'rule' || a.act === 'ruling') text.push(`The judges’ verdict${milestone(a)} was carried out. `)
  else if (a.act === 'unclear') text.push('The judges came to no verdict: the price was divided in halves. ')
  else text.push(`The work${milestone(a)} was settled: ${act(a.act ?? '')}. `)
  if (paid) text.push(coin(a.paid), ' went to ', agent(a.provider))
  if (some(a.refunded)) text.push(paid ? ', ' : '', coin(a.refunded), ' back to ', agent(a.client))
  if (some(a.burned)) text.push(paid || some(a.refunded) ? ', ' : '', coin(a.burned), ' was burned')
  text.push('.')
  if (some(a.compensation)) text.push(' ', agent(a.client), ' got ', coin(a.compensation), ' of the pledge.')
  if (some(a.pledge_burned)) text.push(' ', coin(a.pledge_burned), ' of the pledge was burned.')
  const tone: Tone = some(a.compensation) || some(a.pledge_burned) ? 'burn' : paid ? 'paid' : 'back'
  const told: Told = { tone, text }
  if (a.rating && a.rating !== '0') told.note = `Rated ${a.rating} of 100.`
  if (end === 'milestone_settled') told.note = [told.note, 'The next milestone begins.'].filter(Boolean).join(' ')
  return told
}

const TELL: Record<string, (a: Attributes) => Told> = {
  'market.job_posted': (a) => ({ tone: 'held', text: [agent(a.client), ' posted a job. Its budget of ', coin(a.budget), ' is held on its own account.'] }),
  'market.job_revealing': (a) => ({ tone: 'live', text: [`Bidding ended with ${n(a.commits) === 1 ? 'one sealed bid' : a.commits + ' sealed bids'}. Bidders now open them.`] }),
  'market.job_extended': (a) => ({ tone: 'live', text: [`A late leader moved the end of the bidding (${a.extensions} of 10 times).`], detail: true }),
  'market.job_taken': (a) => ({ tone: 'pledge', text: [agent(a.provider), ' took the job at ', coin(a.price), '.'] }),
  'market.job_choosing': (a) => ({ tone: 'live', text: [agent(a.client), ` may choose among ${n(a.bids) === 1 ? 'one bid' : a.bids + ' bids'}.`] }),
  'market.job_awarded': (a) => ({ tone: 'live', text: [agent(a.client), ' hired ', agent(a.provider), ' for ', coin(a.price), some(a.backups) ? `, with ${n(a.backups) === 1 ? 'one runner-up' : a.backups + ' runners-up'} standing by.` : '.'] }),
  'market.job_reawarded': (a) => ({ tone: 'live', text: ['Runner-up ', agent(a.provider), ' takes over for ', coin(a.price), '.'] }),
  'market.job_expired': (a) => ({ tone: 'back', text: [EXPIRY[a.reason ?? ''] ?? 'The job expired and its budget is free again.'] }),
  'market.job_cancelled': (a) => ({ tone: 'back', text: [agent(a.client), ' cancelled the job', ...(some(a.fee) ? [': ', coin(a.fee), ' was burned, because there were bids.'] : [' for free.'])] }),
  'market.job_pruned': () => ({ text: ['The chain deleted its record of the job; this explorer keeps it.'], detail: true }),
  'market.bid_committed': (a) => ({ tone: 'pledge', text: [agent(a.provider), ' placed a sealed bid, with a deposit of ', coin(a.deposit), '.'] }),
  'market.bid_revealed': (a) => bid(a, ' opened its bid: '),
  'market.bid_placed': (a) => bid(a, ' bid '),
  'market.bid_displaced': (a) => ({ text: ['The bid of ', agent(a.provider), ' no longer stands; its cover is free.'] }),
  'market.bid_dropped': (a) => ({ text: ['The bid of ', agent(a.provider), ` was passed over (${a.reason}).`] }),
  'market.commitment_burned': (a) => ({ tone: 'burn', text: [agent(a.provider), ' never opened its bid: the deposit of ', coin(a.deposit), ' was burned.'] }),
  'market.commitment_released': (a) => ({ tone: 'back', text: [agent(a.provider), ' got its deposit of ', coin(a.deposit), ' back.'] }),

  'market.offer_made': (a) => ({ tone: 'held', text: [agent(a.maker), ' offered ', coin(a.price), ' to ', agent(a.maker === a.client ? a.provider : a.client), '.'] }),
  'market.offer_countered': (a) => ({ tone: 'held', text: [agent(a.maker), ' countered with ', coin(a.price), ` (round ${a.round}).`] }),
  'market.offer_accepted': (a) => ({ tone: 'live', text: [agent(a.client), ' and ', agent(a.provider), ' agreed on ', coin(a.price), '.'] }),
  'market.offer_rejected': (a) => ({ tone: 'back', text: [`The offer was rejected: ${words(a.reason)}.`] }),
  'market.offer_expired': () => ({ tone: 'back', text: ['Nobody answered the offer in time. Everything promised is free again.'] }),
  'market.offer_pruned': () => ({ text: ['The chain deleted its record of the negotiation.'], detail: true }),
  'market.service_listed': (a) => ({ tone: 'live', text: [agent(a.provider), ' offers a service for ', coin(a.price), '.'] }),
  'market.service_updated': (a) => ({ text: [agent(a.provider), ` changed its service (version ${a.version}): `, coin(a.price), a.active === 'false' ? ', paused.' : '.'] }),
  'market.service_removed': (a) => ({ text: [agent(a.provider), ' took its service back.'] }),
  'market.service_hired': (a) => ({ tone: 'held', text: [agent(a.client), ' hired the service of ', agent(a.provider), ' for ', coin(a.price), '.'] }),
  'market.quote_taken': (a) => ({ tone: 'held', text: [agent(a.client), ' took a quote of ', agent(a.provider), ' for ', coin(a.price), '.'] }),

  'agreement.cover_locked': (a) => ({ tone: 'pledge', text: [agent(a.provider), ' locked its cover for a bid.'], detail: true }),
  'agreement.cover_unlocked': (a) => ({ text: ['The cover of ', agent(a.provider), ' is free again.'], detail: true }),
  'agreement.agreement_opened': (a) => ({ tone: 'held', text: ['The agreement is in force: ', coin(a.price), ' of ', agent(a.client), ' is held', ...(some(a.pledge) ? [', and a pledge of ', coin(a.pledge), ' of ', agent(a.provider)] : []), '.'] }),
  'agreement.work_submitted': (a) => ({ tone: 'live', text: [agent(a.provider), ` delivered the work${milestone(a)}.`, ...(some(a.advance) ? [' ', coin(a.advance), ' was paid at once.'] : [])], ...(a.uri ? { note: a.uri } : {}) }),
  'agreement.work_evaluated': (a) => ({ tone: 'live', text: ['Evaluator ', agent(a.evaluator), ` found ${percent(a.bps)} for the provider.`], ...(a.reason ? { note: a.reason } : {}) }),
  'agreement.evaluator_absent': (a) => ({ text: ['Evaluator ', agent(a.evaluator), ' missed its time and gets no fee. The client reviews.'] }),
  'agreement.work_returned': (a) => ({ tone: 'live', text: [agent(a.client), ` sent the work back (${a.rework}).`], ...(a.reason ? { note: a.reason } : {}) }),
  'agreement.work_rejected': (a) => ({ tone: 'burn', text: [agent(a.client), ` rejected the work and grants ${percent(a.claimed_bps)} of the price, with a deposit of `, coin(a.deposit), '.'], ...(a.reason ? { note: a.reason } : {}) }),
  'agreement.proposal_made': (a) => ({ text: [`The ${words(a.by)} proposes to ${words(a.kind)}${n(a.bps) || words(a.kind) !== 'amend' ? ` at ${percent(a.bps)} for the provider` : ' the terms'}.`] }),
  'agreement.agreement_amended': (a) => ({ tone: 'live', text: ['New terms are in force: ', coin(a.price), '.'] }),
  'agreement.milestone_settled': (a) => settled(a, 'milestone_settled'),
  'agreement.agreement_completed': (a) => settled(a, ''),
  'agreement.agreement_refunded': (a) => settled(a, ''),
  'agreement.agreement_split': (a) => settled(a, ''),
  'agreement.agreement_terminated': (a) => settled(a, ''),
  'agreement.agreement_cancelled': (a) => settled(a, ''),
  'agreement.agreement_pruned': () => ({ text: ['The chain deleted its record of the agreement; this explorer keeps it.'], detail: true }),
  'agreement.reaward_failed': (a) => ({ tone: 'back', text: ['No runner-up could take over; the client was refunded.'], ...(a.reason ? { note: a.reason } : {}) }),
  'agreement.rating_revealed': (a) => ({ text: [agent(a.provider), ' rated ', agent(a.client), ` ${a.rating} of 100.`] }),

  'reputation.contract_settled': (a) => ({ text: ['Evidence about ', agent(a.provider), `: ${trials(a.success)} success, ${trials(a.failure)} failure${some(a.capital_lost_micro) ? `, ${micros(a.capital_lost_micro)} of capital lost` : ''}.`], detail: true }),
  'reputation.capital_reserved': (a) => ({ tone: 'pledge', text: [`${micros(a.amount_micro)} of earned capital of `, agent(a.provider), ' is reserved as cover.'], detail: true }),
  'reputation.capital_unreserved': (a) => ({ text: [`${micros(a.amount_micro)} of earned capital of `, agent(a.provider), ' is free again.'], detail: true }),
  'reputation.client_rated': (a) => ({ text: ['A provider rated ', agent(a.client), ` ${a.rating} of 100.`], detail: true }),

  'identity.agent_registered': (a) => ({ tone: 'live', text: [agent(a.agent), ' registered', ...(some(a.fee) ? ['; the fee of ', coin(a.fee), ' is burned.'] : ['.'])] }),
  'identity.profile_updated': (a) => ({ text: [agent(a.agent), ...(a.from !== a.to ? [' is now called ', { strong: a.to || 'nothing' }, '.'] : [' changed its profile.'])] }),
  'identity.status_changed': (a) => ({ text: [agent(a.agent), ` is now ${words(a.to)}.`] }),
  'identity.owner_changed': (a) => ({ tone: 'burn', text: [agent(a.agent), ' has a new owner: ', { id: a.to ?? '' }, '. Its free capital is gone.'] }),
  'identity.operator_added': (a) => ({ text: [agent(a.agent), ' gave the key ', { id: a.operator ?? '' }, ' a mandate.'] }),
  'identity.mandate_updated': (a) => ({ text: [agent(a.agent), ' changed the mandate of ', { id: a.operator ?? '' }, '.'] }),
  'identity.operator_removed': (a) => ({ text: [agent(a.agent), ' took the mandate of ', { id: a.operator ?? '' }, ' away.'] }),
  'identity.heartbeat_received': (a) => ({ text: [agent(a.agent), ' is alive.'], detail: true }),
  'identity.attestation_issued': (a) => ({ text: [agent(a.issuer), ' attested ', { strong: a.schema ?? '' }, a.value ? ` = ${a.value}` : '', ' about ', agent(a.subject), '.'] }),
  'identity.attestation_revoked': (a) => ({ text: ['The attestation ', { strong: a.schema ?? '' }, ' about ', agent(a.subject), ' was revoked.'] }),
  'identity.account_linked': (a) => ({ text: [agent(a.agent), ' linked the account ', { strong: a.account ?? '' }, '.'] }),
  'agreement.work_contested': (a) => ({ tone: 'burn', text: [a.act === 'due' ? 'As the provider had authorised, the claim' : `The ${words(a.by).replace('role ', '')} contests: the matter`, ' is before judges, ', { id: a.case ?? '' }, '.'], ...(a.reason ? { note: a.reason } : {}) }),
  'agreement.panel_failed': (a) => ({ text: ['No panel could be had: the client reviews.'], ...(a.reason ? { note: a.reason } : {}) }),
  'agreement.contest_failed': (a) => ({ text: ['No case could be opened: the claim is conceded.'], ...(a.reason ? { note: a.reason } : {}) }),
  'arbitration.case_opened': (a) => ({ tone: 'held', text: ['A case of ', agent(a.client), ' against ', agent(a.provider), ' about ', coin(a.price), ` was opened. A panel of ${n(a.size)} is drawn at height ${a.draw_height}.`] }),
  'arbitration.panel_drawn': (a) => ({ tone: 'live', text: [`${n(a.seats)} judges were drawn by stake; each has `, coin(a.lock), ' to lose. Both sides may add evidence.'] }),
  'arbitration.panel_postponed': (a) => ({ text: [`Too few judges could be drawn: it is tried again at height ${a.draw_height}.`] }),
  'arbitration.panel_failed': (a) => ({ text: [a.unclear === 'true' ? 'Too few judges could be drawn: the case stays undecided.' : `Too few judges could be drawn: the verdict of ${percent(a.verdict_bps)} stands.`] }),
  'arbitration.evidence_added': (a) => ({ text: [agent(a.agent), ` added evidence for the ${words(a.side).replace('side ', '')}.`] }),
  'arbitration.evidence_closed': () => ({ text: ['The judges vote under seal.'] }),
  'arbitration.vote_committed': (a) => ({ text: [agent(a.arbiter), ' has voted under seal.'], detail: true }),
  'arbitration.commits_closed': () => ({ text: ['The judges open their votes.'] }),
  'arbitration.vote_revealed': (a) => ({ text: [agent(a.arbiter), ` voted ${percent(a.bps)} for the provider.`] }),
  'arbitration.case_ruled': (a) => ({ tone: 'paid', text: [a.unclear === 'true' ? 'No judge opened a vote: the case is undecided.' : `${n(a.revealed)} of ${n(a.seats)} votes were opened: ${percent(a.verdict_bps)} for the provider. Either side may appeal.`] }),
  'arbitration.case_appealed': (a) => ({ tone: 'burn', text: [agent(a.agent), ` appealed to a panel of ${n(a.size)} with a deposit of `, coin(a.deposit), '.'] }),
  'arbitration.verdict_final': (a) => ({ text: [`Nobody appealed${n(a.round) ? ' again' : ''}: ${a.unclear === 'true' ? 'the case ends undecided' : `the verdict of ${percent(a.verdict_bps)} is final`}.`] }),
  'arbitration.fee_paid': (a) => ({ text: [`The judges of round ${n(a.round) + 1} were paid.`], detail: true }),
  'arbitration.seat_settled': (a) => ({ text: [agent(a.arbiter), ` was ${a.standing}, earned `, coin(a.earned), ' and lost ', coin(a.lost), ' of the penalties.'], detail: true }),
  'arbitration.case_settled': (a) => ({ tone: 'back', text: ['Of the deposits ', coin(a.client_back), ' went back to the client and ', coin(a.provider_back), ' to the provider', ...(some(a.burned) ? [', ', coin(a.burned), ' was burned'] : []), '.'] }),
  'arbitration.ruling_delivered': () => ({ text: ['The ruling was carried out.'], detail: true }),
  'arbitration.case_pruned': () => ({ text: ['The chain deleted its record of the case; this explorer keeps it.'], detail: true }),
  'arbitration.arbiter_enlisted': (a) => ({ tone: 'pledge', text: [agent(a.agent), ' became a judge with a stake of ', coin(a.stake), ` for ${a.skills === '*' ? 'all skills' : a.skills}.`] }),
  'arbitration.arbiter_changed': (a) => ({ text: [agent(a.agent), ' now judges ', `${a.skills === '*' ? 'all skills' : a.skills} with `, coin(a.stake), '.'] }),
  'arbitration.arbiter_leaving': (a) => ({ text: [agent(a.agent), ' stops judging.'] }),
  'arbitration.arbiter_left': (a) => ({ tone: 'back', text: [agent(a.agent), ' has its stake back: ', coin(a.released), '.'] }),
  'arbitration.arbiter_suspended': (a) => ({ tone: 'burn', text: [agent(a.agent), ' was absent too often and is drawn no more.'] }),
  'arbitration.arbiter_slashed': (a) => ({ tone: 'burn', text: [agent(a.agent), ' lost ', coin(a.lost), ' of its stake.'], detail: true }),
  'arbitration.trees_changed': () => ({ text: ['Draws go by the new stake.'], detail: true }),
  'beacon.value': (a) => ({ text: [a.proven === 'true' ? 'A proven random value was added.' : 'A random value without proof was added.'], detail: true }),
  'beacon.key_registered': (a) => ({ text: ['Validator ', { id: a.validator ?? '' }, ` registered a beacon key, in force from height ${a.active_from}.`] }),
  'escrow.withdrawn': (a) => ({ text: [agent(a.agent), ' sent money out.'] }),
}

function bid(a: Attributes, how: string): Told {
  const text: Piece[] = [agent(a.provider), how, coin(a.price)]
  if (some(a.pledge)) text.push(' with a pledge of ', coin(a.pledge))
  if (a.delivery_ms) text.push(`, delivery within ${span(n(a.delivery_ms))}`)
  text.push(a.rank && a.rank !== '0' ? (a.rank === '1' ? ': the best so far.' : `: place ${a.rank} so far.`) : '.')
  return { tone: 'pledge', text }
}

function trials(s: string | undefined): string {
  return `+${(n(s) / 1e6).toFixed(3).replace(/\.?0+$/, '') || '0'}`
}

function micros(s: string | undefined): string {
  return (n(s) / 1e6).toFixed(4).replace(/\.?0+$/, '') || '0'
}

const HOLDS: Record<string, string> = {
  hold_placed: 'put on hold', hold_grown: 'added to a hold', hold_shrunk: 'given back from a hold', hold_paid: 'paid from a hold',
  hold_moved: 'moved to another hold', hold_burned: 'burned from a hold', hold_released: 'released from a hold',
}

/** tell makes an entry of an event. Unknown events are told by their name and what they name. */
export function tell(e: Event): Entry {
  const told = TELL[e.kind]?.(e.attributes) ?? other(e)
  const entry: Entry = {
    key: e.cursor, height: e.height, time_ms: e.time_ms, tx: e.tx, kind: e.kind, tone: told.tone ?? 'plain', text: told.text,
    detail: told.detail ?? false, also: [],
  }
  if (told.note) entry.note = told.note
  return entry
}

function other(e: Event): Told {
  const [module = '', what = ''] = e.kind.split('.')
  const a = e.attributes
  if (module === 'escrow' && HOLDS[what]) {
    const c = parseCoin(a.amount)
    return { text: [c ? coin(a.amount) : (a.amount ?? 'An amount'), ` of `, agent(a.agent), ` was ${HOLDS[what]}.`], detail: true }
  }
  if (what === 'params_updated') return { tone: 'live', text: [`The parameters of ${module} changed.`] }
  const text: Piece[] = [`${module} · ${words(what)}`]
  for (const k of ['case', 'arbiter', 'agent', 'validator', 'client', 'provider', 'side', 'verdict_bps', 'bps', 'round', 'amount', 'reason']) {
    const v = a[k]
    if (!v) continue
    text.push(`, ${words(k)} `)
    if (v.startsWith('troth1')) text.push({ agent: v })
    else if (to(v) && !/^\d+$/.test(v)) text.push({ id: v })
    else if (k.endsWith('bps')) text.push(percent(v))
    else if (parseCoin(v)) text.push({ coin: v })
    else text.push(words(v))
  }
  return { text: [...text, '.'], detail: module === 'deadline', tone: module === 'arbitration' ? 'live' : 'plain' }
}

const AWARDS = new Set(['market.job_awarded', 'market.job_reawarded', 'market.service_hired', 'market.quote_taken', 'market.offer_accepted'])

// An award puts an agreement in force, which the chain says first: it is one thing to a reader.
function award(entry: Entry, opened: Event): Entry {
  const pledge = opened.attributes.pledge
  return { ...entry, tone: 'held', text: [...entry.text, ' The price is held', ...(some(pledge) ? [', and a pledge of ', coin(pledge), ' of ', agent(opened.attributes.provider)] : []), '.'] }
}

/** stories tells events in the order of the chain; bookkeeping goes with the last entry of the same block and transaction. */
export function stories(events: Event[], all = false): Entry[] {
  const seen = new Set<string>()
  const of = new Map<string, Event>()
  const out: Entry[] = []
  for (const e of events) {
    if (seen.has(e.cursor)) continue
    seen.add(e.cursor)
    const entry = tell(e)
    const last = out[out.length - 1]
    if (entry.detail && !all) {
      if (last && last.height === e.height && last.tx === e.tx) last.also.push(e)
      continue
    }
    if (!all && last && AWARDS.has(e.kind) && last.kind === 'agreement.agreement_opened' && last.height === e.height && of.get(last.key)?.attributes.agreement === e.attributes.agreement) {
      const opened = of.get(last.key)!
      out[out.length - 1] = { ...award(entry, opened), also: [opened, ...last.also] }
      continue
    }
    out.push(entry)
    of.set(entry.key, e)
  }
  return out
}

// Steps on the way that matter on the page of a job, but not to somebody who wants to know what is going on in the market.
const ASIDE = new Set(['market.bid_revealed', 'market.bid_displaced', 'market.bid_dropped', 'market.commitment_released', 'market.job_revealing', 'market.job_extended', 'arbitration.evidence_closed', 'arbitration.commits_closed', 'arbitration.vote_revealed', 'arbitration.verdict_final', 'arbitration.evidence_added', 'arbitration.case_settled'])

const BIDS = new Set(['market.bid_placed', 'market.bid_committed'])

/** news tells the events that somebody who watches the market wants to hear, oldest first: who asks, hires, delivers, pays, disputes. */
export function news(events: Event[]): Entry[] {
  const heard = events.filter((e) => {
    if (!/^(market|agreement|arbitration|identity)\./.test(e.kind) || ASIDE.has(e.kind)) return false
    // The award was told just before.
    return e.kind !== 'agreement.agreement_opened' || !/^(job|svc|ofr)_/.test(e.attributes.origin ?? '')
  })
  const of = new Map(heard.map((e) => [e.cursor, e]))
  const out: Entry[] = []
  for (const entry of stories(heard)) {
    const e = of.get(entry.key)!
    const last = out[out.length - 1]
    const before = last && of.get(last.key)
    if (!BIDS.has(e.kind)) out.push(entry)
    else if (last && before && before.kind === e.kind && before.attributes.job === e.attributes.job) {
      // Bids for one job that come one after the other are told together, as the newest of them.
      out[out.length - 1] = bids({ ...entry, also: [...last.also, before, ...entry.also] }, e)
    } else out.push(bids(entry, e))
  }
  return out
}

// A bid in brief, with whoever bid just before.
function bids(entry: Entry, e: Event): Entry {
  const who = [...new Set([...entry.also.filter((x) => x.kind === e.kind), e].map((x) => x.attributes.provider ?? ''))].reverse()
  const names: Piece[] = who.slice(0, 3).flatMap((a, i) => [...(i ? [i === Math.min(who.length, 3) - 1 && who.length <= 3 ? ' and ' : ', '] : []), agent(a)])
  if (who.length > 3) names.push(` and ${who.length - 3} more`)
  const sealed = e.kind === 'market.bid_committed'
  return { ...entry, text: [...names, ...(sealed ? [who.length > 1 ? ' placed sealed bids.' : ' placed a sealed bid.'] : who.length > 1 ? [' bid, the last of them ', coin(e.attributes.price), '.'] : [' bid ', coin(e.attributes.price), '.'])] }
}

/** plainText is a sentence without links, for names and live regions. */
export function plainText(text: Piece[], name: (a: string) => string, coinText: (c: string) => string): string {
  return text
    .map((p) => (typeof p === 'string' ? p : 'agent' in p ? name(p.agent) : 'coin' in p ? coinText(p.coin) : 'id' in p ? p.id : p.strong))
    .join('')
}
