// Names of agents and titles of jobs, learnt from every answer of the API: events carry addresses and ids only.
import { SvelteMap } from 'svelte/reactivity'

const map = new SvelteMap<string, string>()
const titles = new SvelteMap<string, string>()

/** learn remembers a name. */
export function learn(address: string, name: string): void {
  if (address && name && map.get(address) !== name) map.set(address, name)
}

/** nameOf is the name of an agent, "" when it has none or it is not known. */
export function nameOf(address: string): string {
  return map.get(address) ?? ''
}

/** titleOf is the title of a job, an agreement or a service, "" when it is not known. */
export function titleOf(id: string): string {
  return titles.get(id) ?? ''
}

/** learnFrom looks through an answer: {client, client_name} and the like, {address, name}, {id, title}. */
export function learnFrom(v: unknown, depth = 0): void {
  if (depth > 4 || typeof v !== 'object' || v === null) return
  if (Array.isArray(v)) {
    for (const x of v) learnFrom(x, depth + 1)
    return
  }
  const o = v as Record<string, unknown>
  if (typeof o.address === 'string' && typeof o.name === 'string') learn(o.address, o.name)
  if (typeof o.agent === 'string' && typeof o.name === 'string') learn(o.agent, o.name)
  if (typeof o.consensus === 'string' && typeof o.moniker === 'string') learn(o.consensus, o.moniker)
  if (typeof o.id === 'string' && typeof o.title === 'string' && o.title && titles.get(o.id) !== o.title) titles.set(o.id, o.title)
  for (const k of ['client', 'provider', 'issuer', 'arbiter']) {
    const address = o[k]
    const name = o[k + '_name']
    if (typeof address === 'string' && typeof name === 'string') learn(address, name)
  }
  for (const k of Object.keys(o)) if (typeof o[k] === 'object' && k !== 'request' && k !== 'record') learnFrom(o[k], depth + 1)
}
