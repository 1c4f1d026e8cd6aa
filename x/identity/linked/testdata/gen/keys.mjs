// Deterministic keys and how each kind of account signs a text. Nothing here is shared with the chain's Go code.
import { Secp256k1Wallet, makeSignDoc } from '@cosmjs/amino';
import { ed25519 } from '@noble/curves/ed25519.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { base58, bech32 } from '@scure/base';
import { privateKeyToAccount } from 'viem/accounts';

export const utf8 = (s) => new TextEncoder().encode(s);
export const hex = (b) => Buffer.from(b).toString('hex');
export const bytes = (h) => new Uint8Array(Buffer.from(h.replace(/^0x/, ''), 'hex'));
export const join = (...parts) => new Uint8Array(Buffer.concat(parts));

const secret = (seed) => sha256(utf8('troth linked vectors: ' + seed));
export const troth = (seed, length) => bech32.encode('troth', bech32.toWords(length === 32 ? secret(seed) : secret(seed).slice(0, length)));

export const didKey = (key) => 'did:key:z' + base58.encode(join(Uint8Array.of(0xed, 0x01), key));
export const solana = (key, cluster) => `solana:${cluster}:${base58.encode(key)}`;

export function evm(seed, chain) {
  const key = secret(seed);
  const wallet = privateKeyToAccount('0x' + hex(key));
  const lower = wallet.address.toLowerCase();
  return {
    account: `eip155:${chain}:${lower}`,
    spellings: [`eip155:${chain}:${wallet.address}`, `eip155:${chain}:0x${lower.slice(2).toUpperCase()}`],
    sign: async (text) => ({ signature: bytes(await wallet.signMessage({ message: text })) }),
    // What eth_sign would do: no prefix in front of the text.
    signBare: (text) => {
      const s = secp256k1.sign(keccak_256(utf8(text)), key, { prehash: false, format: 'recovered' });
      return { signature: join(s.slice(1), Uint8Array.of(27 + s[0])) };
    },
  };
}

export function ed(seed) {
  const key = secret(seed);
  return { key, publicKey: ed25519.getPublicKey(key), sign: async (text) => ({ signature: ed25519.sign(utf8(text), key) }) };
}

export async function cosmos(seed, chain, prefix) {
  const key = secret(seed);
  const wallet = await Secp256k1Wallet.fromKey(key, prefix);
  const [{ address, pubkey }] = await wallet.getAccounts();
  const adr36 = (text, change = {}) => ({
    ...makeSignDoc(
      [{ type: 'sign/MsgSignData', value: { signer: address, data: Buffer.from(text).toString('base64') } }],
      { gas: '0', amount: [] }, '', '', 0, 0),
    ...change,
  });
  return {
    account: `cosmos:${chain}:${address}`,
    spellings: [`cosmos:${chain}:${address.toUpperCase()}`],
    publicKey: pubkey,
    uncompressed: secp256k1.Point.fromBytes(pubkey).toBytes(false),
    sign: async (text, change) => {
      const { signature } = await wallet.signAmino(address, adr36(text, change));
      return { signature: new Uint8Array(Buffer.from(signature.signature, 'base64')), publicKey: pubkey };
    },
    signBare: (text) => ({ signature: secp256k1.sign(utf8(text), key), publicKey: pubkey }),
    der: (signature) => secp256k1.Signature.fromBytes(signature, 'compact').toBytes('der'),
  };
}
