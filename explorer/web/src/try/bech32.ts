// Bech32 (BIP-173) of addresses; encoding only.

const LETTERS = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l'
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3]

function polymod(values: number[]): number {
  let c = 1
  for (const v of values) {
    const top = c >>> 25
    c = ((c & 0x1ffffff) << 5) ^ v
    for (let i = 0; i < 5; i++) if ((top >>> i) & 1) c ^= GENERATOR[i]!
  }
  return c >>> 0
}

/** encode makes an address of bytes. */
export function encode(prefix: string, bytes: Uint8Array): string {
  const words: number[] = []
  let acc = 0
  let bits = 0
  for (const b of bytes) {
    acc = (acc << 8) | b
    bits += 8
    while (bits >= 5) {
      bits -= 5
      words.push((acc >>> bits) & 31)
    }
    acc &= (1 << bits) - 1
  }
  if (bits) words.push((acc << (5 - bits)) & 31)
  const head = [...prefix].map((c) => c.charCodeAt(0) >>> 5).concat(0, [...prefix].map((c) => c.charCodeAt(0) & 31))
  const sum = polymod([...head, ...words, 0, 0, 0, 0, 0, 0]) ^ 1
  const check = [0, 1, 2, 3, 4, 5].map((i) => (sum >>> (5 * (5 - i))) & 31)
  return prefix + '1' + [...words, ...check].map((w) => LETTERS[w]).join('')
}
