// Numbers, coins and names as people read them. Money stays an integer of base units until it is text.

/** Coin is an amount of base units and its denom. */
export interface Coin {
  amount: string
  denom: string
}

const THIN = '\u202f'

/** group puts thin spaces between thousands: 1234567 → "1 234 567". Numbers of four digits stay whole. */
export function group(digits: string): string {
  return digits.length < 5 ? digits : digits.replace(/\B(?=(\d{3})+(?!\d))/g, THIN)
}

/** count formats a whole number. */
export function count(n: number | string | undefined | null): string {
  if (n === undefined || n === null || n === '') return '–'
  const s = String(n)
  if (!/^-?\d+$/.test(s)) return s
  return s.startsWith('-') ? '−' + group(s.slice(1)) : group(s)
}

/** parseCoin reads "5utroth", or an object as it is; undefined for anything else, the empty string included. */
export function parseCoin(c: string | Coin | undefined | null): Coin | undefined {
  if (!c) return undefined
  if (typeof c !== 'string') return c
  const m = /^(\d+)([a-zA-Z][\w/:.-]*)$/.exec(c)
  return m ? { amount: m[1]!, denom: m[2]! } : undefined
}

/** unit is what a denom is called, and its decimals: denoms that begin with u are counted in millionths. */
export function unit(denom: string): { name: string; decimals: number } {
  if (/^u[a-z]{2,}$/.test(denom)) return { name: denom.slice(1).toUpperCase(), decimals: 6 }
  return { name: denom, decimals: 0 }
}

/** decimal formats base units with a decimal point; trailing zeros go, and with places at most so many are left, cut. */
export function decimal(amount: string | number | bigint, decimals: number, places = decimals): string {
  let s = String(amount)
  let sign = ''
  if (s.startsWith('-')) {
    sign = '−'
    s = s.slice(1)
  }
  if (!/^\d+$/.test(s)) return String(amount)
  s = s.padStart(decimals + 1, '0')
  const whole = s.slice(0, s.length - decimals).replace(/^0+(?=\d)/, '')
  const cut = decimals ? s.slice(s.length - decimals) : ''
  const part = cut.slice(0, places).replace(/0+$/, '')
  // An amount too small for the places is not nothing.
  if (!part && whole === '0' && /[1-9]/.test(cut)) return `<${sign}0.${'0'.repeat(Math.max(0, places - 1))}1`
  return sign + group(whole) + (part ? '.' + part : '')
}

/** money is a coin as text: "1 234.5 TROTH". */
export function money(c: string | Coin | undefined | null, places?: number): string {
  const coin = parseCoin(c)
  if (!coin) return '–'
  const u = unit(coin.denom)
  return `${decimal(coin.amount, u.decimals, places)} ${u.name}`
}

/** micro formats micro-units of the numeraire or micro-trials. */
export function micro(n: string | number | bigint | undefined | null, places = 2): string {
  return n === undefined || n === null || n === '' ? '–' : decimal(n, 6, places)
}

/** percent formats basis points: 369 → "3.69 %", 10000 → "100 %". */
export function percent(bps: number | string | undefined | null, places = 2): string {
  return bps === undefined || bps === null || bps === '' ? '–' : `${decimal(bps, 2, places)}${THIN}%`
}

/** shortId keeps the ends of an id or address: "troth1qxy…9k2m", "job_…1b2c3d4e". */
export function shortId(id: string): string {
  if (!id) return '–'
  const named = /^([a-z]{2,5}_)([0-9a-f]{16})$/.exec(id)
  if (named) return named[1]! + '…' + named[2]!.slice(-8)
  const address = /^([a-z]+1)([0-9a-z]{20,})$/.exec(id)
  if (address) return address[1]! + address[2]!.slice(0, 4) + '…' + address[2]!.slice(-4)
  return id.length > 16 ? id.slice(0, 8) + '…' + id.slice(-6) : id
}

/** words makes a constant readable: "JOB_STATUS_OPEN" → "open", "AWARD_MODE_CLIENT" → "client". */
export function words(constant: string | undefined): string {
  if (!constant) return '–'
  return constant
    .replace(/^(JOB_STATUS|OFFER_STATUS|AGENT_STATUS|CASE_STATUS|STATUS|AUCTION|AWARD_MODE|METHOD|OUTCOME|REASON|ACT|ROLE|PROPOSAL_KIND|KIND|BOND_STATUS)_/, '')
    .toLowerCase()
    .replaceAll('_', ' ')
}

/** sentence makes the first letter large. */
export function sentence(s: string): string {
  return s ? s[0]!.toUpperCase() + s.slice(1) : s
}

/** plural says "1 bid", "2 bids". */
export function plural(n: number, one: string, many = one + 's'): string {
  return `${count(n)} ${n === 1 ? one : many}`
}
