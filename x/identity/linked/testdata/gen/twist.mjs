// Signatures that are close to right: what a verifier that is not careful would accept.
import { ED25519_TORSION_SUBGROUP, ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { bytes, join, utf8 } from './keys.mjs';

export const big = (n) => bytes(n.toString(16).padStart(64, '0'));
const number = (b) => BigInt('0x' + Buffer.from(b).toString('hex'));
const little = (n) => big(n).reverse();

export const order = secp256k1.Point.CURVE().n;

// The other signature of the same text: n - s. v turns too, so that it still recovers the key.
export function highS(signature) {
  const v = signature.slice(64).map((v) => 55 - v);
  return join(signature.slice(0, 32), big(order - number(signature.slice(32, 64))), v);
}

export const withV = (signature, v) => join(signature.slice(0, 64), Uint8Array.of(v));
export const withR = (signature, r) => join(r, signature.slice(32));
export const withS = (signature, s) => join(signature.slice(0, 32), s, signature.slice(64));

// The order of the group added to S: verifies where S is not checked.
export function addOrder(signature) {
  const s = number(signature.slice(32).reverse());
  return join(signature.slice(0, 32), little(s + ed25519.Point.CURVE().n));
}

// A signature whose R has a component of small order. It holds with the cofactor (ZIP-215) and not without it.
export function cofactored(text, key) {
  const { scalar, point } = ed25519.utils.getExtendedPublicKey(key);
  const l = ed25519.Point.CURVE().n;
  const r = 1234567890123456789n;
  const R = ed25519.Point.BASE.multiply(r).add(ed25519.Point.fromHex(ED25519_TORSION_SUBGROUP[1])).toBytes();
  const k = number(sha512(join(R, point.toBytes(), utf8(text))).reverse()) % l;
  return join(R, little((r + k * scalar) % l));
}

// Keys under which anybody can sign, and other spellings of points. y = p + 1 and y = p + 3: above the prime.
export const smallOrder = ED25519_TORSION_SUBGROUP.map((h) => bytes(h));
const p = ed25519.Point.CURVE().p;
export const nonCanonical = [little(p), little(p + 1n), little(p + 3n), join(Uint8Array.of(1), new Uint8Array(30), Uint8Array.of(0x80))];
export const offCurve = little(2n);
