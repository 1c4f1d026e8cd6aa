import { ask, path } from './api'
import { chain } from './chain.svelte'
import { learn } from './names.svelte'

/** warm learns the names of agents, so that events, which carry addresses only, read well. */
export function warm(): void {
  ask(path(['agents'], { limit: 200 })).catch(() => {
    // Names are a comfort: addresses stay where they are not known.
  })
  chain.on((e) => {
    const a = e.attributes
    if (e.kind === 'identity.agent_registered') learn(a.agent ?? '', a.name ?? '')
    if (e.kind === 'identity.profile_updated') learn(a.agent ?? '', a.to ?? '')
  })
}
