import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ed25519 } from '@noble/curves/ed25519.js'
import { encode } from '../../src/try/bech32'
import { agentAddress, fromSecret } from '../../src/try/key'
import { message } from '../../src/try/proto'
import * as tx from '../../src/try/tx'

const key = fromSecret(Uint8Array.from({ length: 32 }, (_, i) => i))
const bytes = (hex: string) => Uint8Array.from(hex.match(/../g)!.map((x) => parseInt(x, 16)))
const frame = { chainId: 'troth-devnet-1', accountNumber: 17290950771916119392n, blockTime: 1_700_000_000_123, price: 25n, denom: 'utroth' }

test('bech32 agrees with the vectors of BIP-173', () => {
  assert.equal(encode('a', new Uint8Array()), 'a12uel5l')
  assert.equal(encode('abcdef', bytes('00443214c74254b635cf84653a56d7c675be77df')), 'abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw')
})

test('protobuf leaves defaults out and writes long numbers', () => {
  assert.equal(tx.hex(message().uint(1, 0).uint(2, 300).bytes(3, '').bytes(4, 'ab').bytes(5, message(), true).done()), '10ac0222026162' + '2a00')
  assert.equal(tx.hex(message().uint(1, 2n ** 64n - 1n).done()), '08ffffffffffffffffff01')
  assert.throws(() => message().uint(1, -1))
})

// The bytes of this transaction are what a devnet accepted the like of: see tests/browser/try.test.mjs, which sends real ones.
test('a transaction is a function of its parts, and its signature is over exactly the sign document', () => {
  const build = () => tx.build([tx.send(key.address, key.address, 1n, 'utroth')], key, frame, 100_000n, 7)
  const { bytes: raw, hash } = build()
  assert.equal(hash, build().hash)
  const fields = split(raw)
  const doc = message().bytes(1, fields[1]!).bytes(2, fields[2]!).bytes(3, frame.chainId).uint(4, frame.accountNumber).done()
  assert.ok(ed25519.verify(fields[3]!, doc, key.pub))
  const body = split(fields[1]!)
  assert.deepEqual([...body[4]!], [1], 'unordered')
  assert.equal(tx.hex(body[5]!), tx.hex(message().uint(1, 1_700_000_090).uint(2, 123_000_007).done()), 'timeout by the time of the chain')
  assert.match(new TextDecoder().decode(fields[2]!), /250/, 'the fee is gas times price')
  assert.notEqual(tx.build([tx.send(key.address, key.address, 1n, 'utroth')], key, frame, 100_000n, 8).hash, hash)
})

test('the fee rounds up', () => {
  const auth = (gas: bigint) => new TextDecoder().decode(split(tx.build([], key, frame, gas, 0).bytes)[2]!)
  assert.match(auth(401n), /utroth\x12\x012/)
  assert.match(auth(400n), /utroth\x12\x011/)
})

test('addresses are those of the chain', () => {
  assert.match(key.address, /^troth1[0-9a-z]{38}$/)
  const a = agentAddress(key.raw, Uint8Array.of(1, 2))
  assert.match(a, /^troth1[0-9a-z]{58}$/)
  assert.notEqual(a, agentAddress(key.raw, Uint8Array.of(1, 3)))
})

// split reads the fields of a message; varints become one-element arrays.
function split(b: Uint8Array): Record<number, Uint8Array> {
  const out: Record<number, Uint8Array> = {}
  let i = 0
  const varint = () => {
    let v = 0n
    for (let s = 0n; ; s += 7n) {
      const x = b[i++]!
      v |= BigInt(x & 127) << s
      if (x < 128) return v
    }
  }
  while (i < b.length) {
    const tag = Number(varint())
    if ((tag & 7) === 0) out[tag >> 3] = Uint8Array.of(Number(varint() & 255n))
    else {
      const n = Number(varint())
      out[tag >> 3] = b.slice(i, i + n)
      i += n
    }
  }
  return out
}
