// A throw-away key, made in the page and forgotten with it.
import { ed25519 } from '@noble/curves/ed25519.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { encode } from './bech32'

/** Key signs for one account. */
export interface Key {
  address: string
  raw: Uint8Array
  pub: Uint8Array
  sign(doc: Uint8Array): Uint8Array
}

/** fromSecret makes the key of 32 secret bytes. */
export function fromSecret(secret: Uint8Array): Key {
  const pub = ed25519.getPublicKey(secret)
  const raw = sha256(pub).slice(0, 20)
  return { address: encode('troth', raw), raw, pub, sign: (doc) => ed25519.sign(doc, secret) }
}

/** newKey makes a random key. */
export function newKey(): Key {
  return fromSecret(crypto.getRandomValues(new Uint8Array(32)))
}

/** agentAddress is the address of the agent that an owner registers with a salt (x/identity, address.Module of the SDK). */
export function agentAddress(owner: Uint8Array, salt: Uint8Array): string {
  const utf8 = new TextEncoder()
  const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((p) => [...p]))
  const derivation = sha256(join(Uint8Array.of(owner.length), owner, salt))
  return encode('troth', sha256(join(sha256(utf8.encode('module')), utf8.encode('identity'), Uint8Array.of(0), derivation)))
}

export { sha256 }
