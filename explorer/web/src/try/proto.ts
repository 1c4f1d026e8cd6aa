// As much of protobuf as a transaction needs. Fields are written in the order of their numbers, defaults left out, which
// is the one encoding the chain accepts for the outer message (ADR-027).

const utf8 = new TextEncoder()

/** Bytes grows as fields are written. */
export class Writer {
  private parts: number[] = []

  private varint(n: bigint): void {
    while (n > 127n) {
      this.parts.push(Number(n & 127n) | 128)
      n >>= 7n
    }
    this.parts.push(Number(n))
  }

  /** uint writes a number; 0 is left out. */
  uint(field: number, n: number | bigint | boolean): this {
    const v = BigInt(n)
    if (v < 0n) throw new RangeError(`field ${field}: ${v} is negative`)
    if (v === 0n) return this
    this.varint(BigInt(field << 3))
    this.varint(v)
    return this
  }

  /** bytes writes bytes, a string or a message; empty ones are left out unless they must be there. */
  bytes(field: number, v: Uint8Array | string | Writer, always = false): this {
    const b = typeof v === 'string' ? utf8.encode(v) : v instanceof Writer ? v.done() : v
    if (!b.length && !always) return this
    this.varint(BigInt((field << 3) | 2))
    this.varint(BigInt(b.length))
    for (const x of b) this.parts.push(x)
    return this
  }

  done(): Uint8Array {
    return Uint8Array.from(this.parts)
  }
}

/** message begins a message. */
export const message = (): Writer => new Writer()

/** any wraps a message with the name of its type. */
export function any(type: string, m: Writer | Uint8Array): Writer {
  return message().bytes(1, type).bytes(2, m instanceof Writer ? m.done() : m)
}

/** coin is cosmos.base.v1beta1.Coin. */
export function coin(amount: bigint, denom: string): Writer {
  return message().bytes(1, denom).bytes(2, String(amount))
}
