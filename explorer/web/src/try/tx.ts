// A real transaction, built and signed in the page: unordered, so that no sequence is asked for, and with a timeout, so
// that it can never land late (ADR-070).
import { any, coin, message, Writer } from './proto'
import { sha256, type Key } from './key'

/** Frame is what a transaction needs to know of the chain and of its signer. */
export interface Frame {
  chainId: string
  accountNumber: bigint
  /** the newest block's time, in ms: the chain's clock decides, not this machine's. */
  blockTime: number
  /** gas price in base units, times 10^4. */
  price: bigint
  denom: string
}

/** TIMEOUT is how long a transaction may wait, in ms. */
export const TIMEOUT = 90_000

/** build signs messages as one transaction; jitter is up to a million nanoseconds, to tell equal transactions apart. */
export function build(messages: Writer[], key: Key, frame: Frame, gas: bigint, jitter = Math.floor(Math.random() * 1_000_000)): { bytes: Uint8Array; hash: string } {
  const until = frame.blockTime + TIMEOUT
  const timeout = message().uint(1, Math.floor(until / 1000)).uint(2, (until % 1000) * 1_000_000 + jitter)
  const body = message()
  for (const m of messages) body.bytes(1, m)
  body.uint(4, true).bytes(5, timeout)

  const fee = (gas * frame.price + 9_999n) / 10_000n
  const pub = any('/cosmos.crypto.ed25519.PubKey', message().bytes(1, key.pub))
  const mode = message().bytes(1, message().uint(1, 1))
  const auth = message()
    .bytes(1, message().bytes(1, pub).bytes(2, mode))
    .bytes(2, message().bytes(1, coin(fee, frame.denom)).uint(2, gas))

  const doc = message().bytes(1, body).bytes(2, auth).bytes(3, frame.chainId).uint(4, frame.accountNumber).done()
  const bytes = message().bytes(1, body).bytes(2, auth).bytes(3, key.sign(doc)).done()
  return { bytes, hash: hex(sha256(bytes)).toUpperCase() }
}

/** hex of bytes. */
export function hex(b: Uint8Array): string {
  return Array.from(b, (x) => x.toString(16).padStart(2, '0')).join('')
}

/** base64 of bytes. */
export function base64(b: Uint8Array): string {
  return btoa(String.fromCharCode(...b))
}

/** send is cosmos.bank.v1beta1.MsgSend. */
export function send(from: string, to: string, amount: bigint, denom: string): Writer {
  return any('/cosmos.bank.v1beta1.MsgSend', message().bytes(1, from).bytes(2, to).bytes(3, coin(amount, denom)))
}

/** register is troth.identity.v1.MsgRegister. */
export function register(owner: string, salt: Uint8Array, name: string, skills: string[]): Writer {
  const profile = message().bytes(1, name).bytes(2, message(), true)
  for (const s of skills) profile.bytes(3, s)
  return any('/troth.identity.v1.MsgRegister', message().bytes(1, owner).bytes(2, salt).bytes(3, profile))
}

/** Ask is what the client of a try asks for. */
export interface Ask {
  title: string
  skill: string
  budget: bigint
  denom: string
  bidMs: number
  deliveryMs: number
  reviewMs: number
}

/** postJob is troth.market.v1.MsgPostJob: a clock whose expected cost begins at nine tenths of the budget. */
export function postJob(signer: string, client: string, a: Ask): Writer {
  const text = new TextEncoder().encode(a.title)
  const spec = message().bytes(1, 'text:the-title').bytes(2, sha256(text)).uint(3, text.length)
  const clocks = message().uint(1, a.bidMs).uint(3, a.deliveryMs).uint(4, a.reviewMs)
  const request = message()
    .bytes(1, a.title)
    .bytes(2, spec)
    .bytes(4, a.skill)
    .bytes(5, coin(a.budget, a.denom))
    .bytes(6, '0')
    .bytes(9, clocks)
    .uint(11, 3)
    .uint(12, 1)
    .bytes(17, message(), true)
    .bytes(22, String((a.budget * 9n) / 10n))
  return any('/troth.market.v1.MsgPostJob', message().bytes(1, signer).bytes(2, client).bytes(3, request))
}

/** takeJob is troth.market.v1.MsgTakeJob: at the price of the moment, but not below the least. */
export function takeJob(signer: string, provider: string, job: string, least: bigint, pledge: bigint, deliveryMs: number): Writer {
  const m = message().bytes(1, signer).bytes(2, provider).bytes(3, job).bytes(4, String(least)).uint(5, deliveryMs).bytes(6, String(pledge)).bytes(7, message(), true)
  return any('/troth.market.v1.MsgTakeJob', m)
}

/** submit is troth.agreement.v1.MsgSubmit. */
export function submit(signer: string, provider: string, agreement: string, result: string): Writer {
  const text = new TextEncoder().encode(result)
  const m = message().bytes(1, signer).bytes(2, provider).bytes(3, agreement).bytes(4, 'text:see-note').bytes(5, sha256(text)).uint(6, text.length).bytes(7, result.slice(0, 200))
  return any('/troth.agreement.v1.MsgSubmit', m)
}

/** accept is troth.agreement.v1.MsgAccept. */
export function accept(signer: string, client: string, agreement: string, rating: number): Writer {
  return any('/troth.agreement.v1.MsgAccept', message().bytes(1, signer).bytes(2, client).bytes(3, agreement).uint(4, rating))
}
