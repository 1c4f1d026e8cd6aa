// A seal for every address: a rosette whose lobes, turn and colour follow from the address, the same everywhere.

/** Seal is what is drawn: an outline in a box of 24, and a colour by its number (0 to 11). */
export interface Seal {
  d: string
  hue: number
  hole: number
}

// fnv1a spreads the letters of an address over 32 bits.
function fnv1a(s: string, seed: number): number {
  let h = seed >>> 0
  for (let i = 0; i < s.length; i++) {
    h ^= s.charCodeAt(i)
    h = Math.imul(h, 16777619) >>> 0
  }
  h ^= h >>> 15
  h = Math.imul(h, 2246822507) >>> 0
  return (h ^ (h >>> 13)) >>> 0
}

/** seal computes the seal of an address. */
export function seal(address: string): Seal {
  const h = fnv1a(address, 2166136261)
  const lobes = 3 + (h % 6)
  const depth = 0.13 + ((h >>> 4) % 4) * 0.045
  const turn = (((h >>> 8) % 64) / 64) * 2 * Math.PI
  const points: string[] = []
  const steps = lobes * 8
  for (let i = 0; i < steps; i++) {
    const t = (i / steps) * 2 * Math.PI
    const r = 11 * (1 - depth + depth * Math.cos(lobes * t))
    points.push(`${(12 + r * Math.cos(t + turn)).toFixed(1)} ${(12 + r * Math.sin(t + turn)).toFixed(1)}`)
  }
  return { d: 'M' + points.join('L') + 'Z', hue: (h >>> 16) % 12, hole: 2.2 + ((h >>> 20) % 4) * 0.7 }
}
