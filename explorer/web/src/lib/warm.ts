import { ask, path } from './api'
import { chain } from './chain.svelte'
import { deal } from './deal'
import { learn } from './names.svelte'
import type { JobPage, List, Job } from './types'

/** warm learns the names of agents, so that events, which carry addresses only, read well. */
export function warm(): void {
  ask(path(['agents'], { limit: 200 })).catch(() => {
    // Names are a comfort: addresses stay where they are not known.
  })
  setTimeout(() => void guess().catch(() => {}), 1500)
  chain.on((e) => {
    const a = e.attributes
    if (e.kind === 'identity.agent_registered') learn(a.agent ?? '', a.name ?? '')
    if (e.kind === 'identity.profile_updated') learn(a.agent ?? '', a.to ?? '')
  })
}

// guess learns the market time from the newest job whose end was not moved, where the API does not tell it.
async function guess(): Promise<void> {
  if (chain.market !== undefined) return
  const newest = (await ask<List<Job>>(path(['jobs'], { limit: 10 }))).items.find((j) => j.auction !== 'open')
  if (!newest) return
  const page = await ask<JobPage>(path(['jobs', newest.id]))
  const bid = deal(page.request)?.bid
  if (bid) chain.learn(page.job.posted_ms, page.job.bid_end_ms - bid)
}
