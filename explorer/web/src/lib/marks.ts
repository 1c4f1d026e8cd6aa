// The mark and the tone of every status: a shape besides the colour.
import { words } from './format'
import type { Tone } from './story'

/** Mark is a shape in a box of 12. */
export type Mark = 'ring' | 'half' | 'dot' | 'check' | 'cross' | 'back' | 'bang' | 'split' | 'lock'

const KNOWN: Record<string, [Tone, Mark]> = {
  open: ['live', 'ring'], revealing: ['live', 'half'], choosing: ['live', 'half'], awarded: ['held', 'dot'],
  working: ['held', 'half'], review: ['held', 'dot'], evaluating: ['held', 'dot'], evaluated: ['held', 'dot'],
  claimed: ['burn', 'bang'], disputed: ['burn', 'bang'], completed: ['paid', 'check'], refunded: ['back', 'back'],
  split: ['back', 'split'], terminated: ['plain', 'cross'], cancelled: ['plain', 'cross'], expired: ['plain', 'cross'],
  active: ['live', 'dot'], paused: ['held', 'half'], retired: ['plain', 'cross'],
  accepted: ['paid', 'check'], rejected: ['plain', 'cross'], removed: ['plain', 'cross'],
  bonded: ['paid', 'check'], unbonding: ['held', 'half'], unbonded: ['plain', 'cross'], jailed: ['burn', 'bang'],
  committed: ['pledge', 'lock'], standing: ['pledge', 'dot'], displaced: ['plain', 'cross'], dropped: ['burn', 'cross'],
  burned: ['burn', 'bang'], released: ['back', 'back'],
  opened: ['live', 'ring'], drawn: ['live', 'half'], commit: ['held', 'lock'], reveal: ['held', 'half'], ruled: ['held', 'dot'],
  settling: ['held', 'half'], final: ['paid', 'check'], closed: ['plain', 'check'], enlisted: ['live', 'dot'],
  coherent: ['paid', 'check'], incoherent: ['burn', 'split'], unrevealed: ['burn', 'cross'], suspended: ['burn', 'bang'], leaving: ['held', 'half'], left: ['plain', 'cross'],
  success: ['paid', 'check'], failed: ['burn', 'cross'], live: ['live', 'dot'], waiting: ['held', 'half'],
}

/** markOf is how a status is shown. */
export function markOf(status: string): { tone: Tone; mark: Mark; word: string } {
  const word = words(status)
  const [tone, mark] = KNOWN[word] ?? (['plain', 'dot'] as [Tone, Mark])
  return { tone, mark, word }
}
