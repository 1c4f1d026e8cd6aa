// A try from the first key to the last coin. It lives outside of its page, so that it goes on while one looks around.
import { ask, path } from '../lib/api'
import { chain } from '../lib/chain.svelte'
import type { Event, JobPage, List, Tx } from '../lib/types'
import { agentAddress, newKey, type Key } from './key'
import { NAMES } from './loaded'
import { accept, base64, build, hex, postJob, register, send, submit, takeJob } from './tx'
import type { Writer } from './proto'

/** Ending is what the two agents of a try do at the end. */
export type Ending = 'accept' | 'silent' | 'late'

/** Step of a try. */
export interface Step {
  name: string
  state: 'ahead' | 'now' | 'done' | 'failed'
  note: string
  tx: string
}

const BUDGET_GAS = 900_000n
/** What the client's and the provider's accounts get, in base units. */
const PURSE = 40_000_000n
const LATE_MS = 12_000

const blank = () => NAMES.map((name): Step => ({ name, state: 'ahead', note: '', tx: '' }))

let steps = $state<Step[]>(blank())
let running = $state(false)
let failure = $state('')
let job = $state('')
let agents = $state.raw<{ client: string; provider: string }>({ client: '', provider: '' })
let done = $state(false)

/** run is what the page shows. */
export const run = {
  get steps() {
    return steps
  },
  get running() {
    return running
  },
  get failure() {
    return failure
  },
  get job() {
    return job
  },
  get agents() {
    return agents
  },
  get done() {
    return done
  },
}

interface Party {
  key: Key
  agent: string
  salt: Uint8Array
  /** account numbers go up to 2^64. */
  number: bigint
}

const sleep = (ms: number) => new Promise((r) => setTimeout(r, ms))

/** until asks again and again, until f gives something or the time is over. */
async function until<T>(f: () => Promise<T | undefined>, what: string, ms = 60_000): Promise<T> {
  const end = Date.now() + ms
  for (;;) {
    const v = await f()
    if (v !== undefined) return v
    if (Date.now() > end) throw new Error(`${what}: nothing came within ${Math.round(ms / 1000)} s`)
    await sleep(400)
  }
}

// included waits until a transaction is in the index. It looks among those of the signer, since asking for one that is not
// there yet is an error.
async function included(signer: string, hash: string): Promise<{ tx: Tx; events: Event[] }> {
  await until(async () => {
    const l = await ask<List<Tx>>(path(['txs'], { account: signer, limit: 20 }))
    return l.items.find((t) => t.hash === hash)
  }, `transaction ${hash.slice(0, 8)}`)
  const r = await ask<{ tx: Tx; events: Event[] }>(path(['txs', hash]))
  if (r.tx.code) throw new Error(`The chain refused it (${r.tx.codespace}/${r.tx.code}): ${r.tx.log}`)
  return r
}

async function act(p: Party, messages: Writer[]): Promise<{ hash: string; events: Event[] }> {
  const s = chain.status!
  const frame = { chainId: s.chain_id, accountNumber: p.number, blockTime: chain.blocks[0]?.time_ms ?? s.time_ms, price: 25n, denom: s.base_denom }
  const { bytes, hash } = build(messages, p.key, frame, BUDGET_GAS)
  await ask(path(['devnet', 'txs']), undefined, { tx: base64(bytes) })
  return { hash, events: (await included(p.key.address, hash)).events }
}

function begin(i: number): Step {
  steps[i]!.state = 'now'
  return steps[i]!
}

function end(s: Step, note = '', tx = ''): void {
  s.state = 'done'
  s.note = note
  s.tx = tx
}

/** start makes a job go its whole way. */
export async function start(title: string, budget: bigint, ending: Ending): Promise<void> {
  if (running) return
  steps = blank()
  running = true
  failure = job = ''
  done = false
  try {
    await go(title, budget, ending)
    done = true
  } catch (e) {
    failure = (e as Error).message
    const at = steps.find((s) => s.state === 'now')
    if (at) at.state = 'failed'
  } finally {
    running = false
  }
}

async function go(title: string, budget: bigint, ending: Ending): Promise<void> {
  const denom = chain.status!.base_denom
  let s = begin(0)
  const party = (): Party => {
    const key = newKey()
    const salt = crypto.getRandomValues(new Uint8Array(8))
    return { key, salt, agent: agentAddress(key.raw, salt), number: 0n }
  }
  const client = party()
  const provider = party()
  end(s, 'ed25519, kept in memory only: they are gone when you close this page.')

  s = begin(1)
  for (const p of [client, provider]) await ask(path(['devnet', 'faucet']), undefined, { address: p.key.address })
  for (const p of [client, provider])
    p.number = await until(async () => {
      const a = await ask<{ account_number: string; exists: boolean }>(path(['devnet', 'accounts', p.key.address]))
      return a.exists ? BigInt(a.account_number) : undefined
    }, 'the coins')
  end(s, 'The coins of a devnet are worth nothing.')

  s = begin(2)
  const tag = hex(client.salt).slice(0, 5)
  const [one] = await Promise.all(
    ([[client, `you-${tag}`], [provider, `helper-${tag}`]] as const).map(([p, name]) =>
      act(p, [register(p.key.address, p.salt, name, p === provider ? ['trying'] : []), send(p.key.address, p.agent, PURSE, denom)]),
    ),
  )
  agents = { client: client.agent, provider: provider.agent }
  end(s, `you-${tag} and helper-${tag}, each with an account of its own.`, one!.hash)

  s = begin(3)
  const delivery = ending === 'late' ? LATE_MS : 60_000
  const review = ending === 'silent' ? LATE_MS : 60_000
  const posted = await act(client, [postJob(client.key.address, client.agent, { title, skill: 'trying', budget, denom, bidMs: 60_000, deliveryMs: delivery, reviewMs: review })])
  job = posted.events.find((e) => e.kind === 'market.job_posted')?.attributes.job ?? ''
  if (!job) throw new Error('The chain told no job.')
  end(s, 'The budget is held on the client’s own account.', posted.hash)

  s = begin(4)
  // A pledge as large as the budget: nobody knows the provider yet, and with less it would wait longer for the same price.
  const bid = await act(provider, [takeJob(provider.key.address, provider.agent, job, budget / 2n, budget, delivery)])
  end(s, 'It pledges as much as the budget, since nobody knows it yet.', bid.hash)

  s = begin(5)
  const agreement = await until(async () => {
    const j = (await ask<JobPage>(path(['jobs', job]))).job
    if (j.status === 'expired') throw new Error('The job expired: the provider came too late.')
    return j.agreement || undefined
  }, 'the award')
  end(s, 'At the end of the very block. Nobody pressed a button.')

  s = begin(6)
  if (ending === 'late') end(s, 'It lets the deadline pass, as you asked.')
  else {
    const work = await act(provider, [submit(provider.key.address, provider.agent, agreement, `Done: ${title}`.slice(0, 180))])
    end(s, '', work.hash)
  }

  s = begin(7)
  let hash = ''
  if (ending === 'accept') hash = (await act(client, [accept(client.key.address, client.agent, agreement, 95)])).hash
  const over = await until(async () => {
    const a = (await ask<{ agreement: { running: boolean; status: string } }>(path(['agreements', agreement]))).agreement
    return a.running ? undefined : a.status
  }, 'the settlement')
  end(s, { completed: ending === 'silent' ? 'The client stayed silent: the chain paid by itself.' : 'Accepted and paid.', refunded: 'Too late: the client was refunded and got a part of the pledge.' }[over] ?? over, hash)
}
