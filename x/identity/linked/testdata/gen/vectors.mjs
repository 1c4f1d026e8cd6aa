// Writes vectors.json: statements signed by independent libraries, and what must be refused.
import { bytes, cosmos, didKey, ed, evm, hex, join, solana, troth } from './keys.mjs';
import * as twist from './twist.mjs';

const MAINNET = '5eykt4UsFv8P8NJdTREpY1vzqKqZKvdp';
const CHAIN = 'troth-devnet-1';
const owner = troth('owner', 20), agent = troth('agent', 32), stranger = troth('stranger', 32);
const DEADLINE = 1767225600000;

// The text of the statement, written down a second time, on purpose.
const text = (s) => [
  'troth/link/v1',
  'I control this account and link it to an agent on Troth. This moves no money.',
  `chain: ${s.chain_id}`, `owner: ${s.owner}`, `agent: ${s.agent}`, `account: ${s.account}`, `deadline_ms: ${s.deadline_ms}`,
].join('\n');

const out = { valid: [], invalid: [], weak: [] };
const state = (account, change = {}) => ({ chain_id: CHAIN, owner, agent, account, deadline_ms: DEADLINE, ...change });
const row = (name, account, proof, more = {}) => ({
  name, statement: state(account), text: text(state(account)), signature: hex(proof.signature), public_key: hex(proof.publicKey ?? []), ...more,
});
const accept = (name, account, proof, more) => out.valid.push(row(name, account, proof, more));
const refuse = (name, error, account, proof) => out.invalid.push(row(name, account, proof, { error }));

// What every scheme must refuse: the right key under another statement, and another key under the right one.
async function everywhere(scheme, mine, other) {
  const { account } = mine;
  const signed = async (name, change) => refuse(`${scheme}: ${name}`, 'mismatch', account, await mine.sign(text(state(account, change))));
  await signed('another chain', { chain_id: 'troth-1' });
  await signed('another agent', { agent: stranger });
  await signed('another owner', { owner: troth('buyer', 20) });
  await signed('another account', { account: other.account });
  await signed('a later deadline', { deadline_ms: DEADLINE + 1 });
  const proof = await mine.sign(text(state(account)));
  refuse(`${scheme}: another key`, mine.publicKey ? 'public_key' : 'mismatch', account, await other.sign(text(state(account))));
  refuse(`${scheme}: a newline at the end`, 'mismatch', account, await mine.sign(text(state(account)) + '\n'));
  refuse(`${scheme}: a byte short`, 'length', account, { ...proof, signature: proof.signature.slice(0, -1) });
  refuse(`${scheme}: a byte long`, 'length', account, { ...proof, signature: join(proof.signature, Uint8Array.of(0)) });
  refuse(`${scheme}: no signature`, 'length', account, { ...proof, signature: [] });
  refuse(`${scheme}: as hexadecimal text`, 'length', account, { ...proof, signature: Buffer.from(hex(proof.signature)) });
  return proof;
}

function scalars(scheme, account, proof) {
  const bad = (name, error, signature) => refuse(`${scheme}: ${name}`, error, account, { ...proof, signature });
  bad('the high-s twin', 'high_s', twist.highS(proof.signature));
  bad('r of zero', 'scalar', twist.withR(proof.signature, new Uint8Array(32)));
  bad('r of the order', 'scalar', twist.withR(proof.signature, twist.big(twist.order)));
  bad('s of zero', 'scalar', twist.withS(proof.signature, new Uint8Array(32)));
  bad('s of the order', 'scalar', twist.withS(proof.signature, twist.big(twist.order)));
  bad('s one off', 'mismatch', twist.withS(proof.signature, twist.big(1n)));
}

async function eip155() {
  const mine = evm('evm', 1), other = evm('other evm', 1), { account } = mine;
  accept('eip155', account, await mine.sign(text(state(account))), { spellings: mine.spellings });
  for (let i = 0; i < 6; i++) { // both values of v occur
    const w = evm(`evm ${i}`, 8453);
    accept(`eip155, key ${i}`, w.account, await w.sign(text(state(w.account))), { spellings: w.spellings });
  }
  const proof = await everywhere('eip155', mine, other);
  scalars('eip155', account, proof);
  const bad = (name, error, signature) => refuse(`eip155: ${name}`, error, account, { signature });
  const v = proof.signature[64];
  bad('v flipped', 'mismatch', twist.withV(proof.signature, 55 - v));
  bad('v of 0 or 1', 'recovery', twist.withV(proof.signature, v - 27));
  bad('v of EIP-155', 'recovery', twist.withV(proof.signature, v + 10));
  bad('v of a compressed key', 'recovery', twist.withV(proof.signature, v + 4));
  bad('v of an r above the order', 'recovery', twist.withV(proof.signature, v + 2));
  bad('compact form of EIP-2098', 'length', proof.signature.slice(0, 64));
  bad('an r that is no point', 'mismatch', twist.withR(proof.signature, twist.big(5n)));
  refuse('eip155: without the prefix of personal_sign', 'mismatch', account, mine.signBare(text(state(account))));
  refuse('eip155: with a public key', 'public_key', account, { ...proof, publicKey: new Uint8Array(33).fill(2) });
  const elsewhere = account.replace('eip155:1:', 'eip155:137:');
  refuse('eip155: the same address on another chain', 'mismatch', elsewhere, proof);
}

async function ed25519(scheme, name) {
  const wallet = (seed) => ({ ...ed(seed), account: name(ed(seed).publicKey) });
  const { key, publicKey, sign, account } = wallet(scheme), { publicKey: _, ...mine } = wallet(scheme), { publicKey: __, ...other } = wallet('other ' + scheme);
  accept(scheme, account, await sign(text(state(account))));
  accept(`${scheme}, with the cofactor (ZIP-215)`, account, { signature: twist.cofactored(text(state(account)), key) });
  const proof = await everywhere(scheme, mine, other);
  refuse(`${scheme}: S above the order`, 'mismatch', account, { signature: twist.addOrder(proof.signature) });
  refuse(`${scheme}: all zero`, 'mismatch', account, { signature: new Uint8Array(64) });
  refuse(`${scheme}: S of zero`, 'mismatch', account, { signature: twist.withS(proof.signature.slice(0, 64), new Uint8Array(32)) });
  refuse(`${scheme}: with a public key`, 'public_key', account, { ...proof, publicKey });
  const weak = [
    ...twist.smallOrder.map((k, i) => [`small order ${i}`, k]),
    ...twist.nonCanonical.map((k, i) => [`not canonical ${i}`, k]),
    ['no point of the curve', twist.offCurve],
  ];
  for (const [why, k] of weak) out.weak.push({ name: `${scheme}: ${why}`, account: name(k) });
}

async function adr36() {
  const mine = await cosmos('cosmos', 'cosmoshub-4', 'cosmos'), other = await cosmos('other cosmos', 'cosmoshub-4', 'cosmos'), { account } = mine;
  accept('cosmos', account, await mine.sign(text(state(account))), { spellings: mine.spellings });
  const osmo = await cosmos('osmo', 'osmosis-1', 'osmo');
  accept('cosmos, another prefix', osmo.account, await osmo.sign(text(state(osmo.account))), { spellings: osmo.spellings });
  const proof = await everywhere('cosmos', mine, other);
  scalars('cosmos', account, proof);
  const bad = (name, error, change) => refuse(`cosmos: ${name}`, error, account, { ...proof, ...change });
  bad('no public key', 'public_key', { publicKey: [] });
  bad('the key in 65 bytes', 'public_key', { publicKey: mine.uncompressed });
  bad('a key of no point', 'public_key', { publicKey: join(Uint8Array.of(2), twist.big(5n)) });
  bad('a hybrid key', 'public_key', { publicKey: join(Uint8Array.of(6), mine.publicKey.slice(1)) });
  bad('the negated key', 'public_key', { publicKey: join(Uint8Array.of(5 - mine.publicKey[0]), mine.publicKey.slice(1)) });
  bad('in DER', 'length', { signature: mine.der(proof.signature) });
  const other2 = await other.sign(text(state(account)));
  bad('the key of the account, the signature of another', 'mismatch', { signature: other2.signature });
  refuse('cosmos: a document of a chain', 'mismatch', account, await mine.sign(text(state(account)), { chain_id: 'cosmoshub-4' }));
  refuse('cosmos: a document with a memo', 'mismatch', account, await mine.sign(text(state(account)), { memo: 'x' }));
  refuse('cosmos: the bare text', 'mismatch', account, mine.signBare(text(state(account))));
}

await eip155();
await ed25519('solana', (key) => solana(key, MAINNET));
await ed25519('did:key', didKey);
await adr36();
process.stdout.write(JSON.stringify(out, null, 1) + '\n');
