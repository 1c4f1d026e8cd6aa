// Where the pages are: of the fixtures, or of a real explorer, one of each kind and status that it has.
import * as f from '../tests/browser/fixtures.mjs'

const FIXED = {
  overview: '/', jobs: '/jobs', job: `/jobs/${f.jobs[3].id}`, 'job-open': `/jobs/${f.jobs[0].id}`, agreements: '/agreements', agreement: `/agreements/${f.agreements[1].id}`, negotiations: '/negotiations', negotiation: '/negotiations/ofr_0000002a1b2c3d4e',
  services: '/services', service: '/services/svc_0000002a1b2c3d4e', agents: '/agents', agent: `/agents/${f.A['veteran-vera']}`, disputes: '/disputes', case: `/disputes/${f.KASE}`, 'case-closed': `/disputes/${f.CLOSED}`, validators: '/validators', blocks: '/blocks', block: '/blocks/1288', txs: '/tx', tx: `/tx/${f.txs[2].hash}`, account: `/accounts/${f.OWNER}`, parameters: '/parameters', try: '/try', missing: '/nowhere',
}

/** places of the explorer at a URL; without one, of the fixtures: name → path behind the hash. */
export async function places(url = '') {
  if (!url) return FIXED
  const items = async (path) => (await (await fetch(`${url}/v1/${path}`)).json()).items ?? []
  const out = { overview: '/', jobs: '/jobs', agreements: '/agreements', negotiations: '/negotiations', services: '/services', agents: '/agents', 'agents-all': '/agents?view=all', disputes: '/disputes', validators: '/validators', blocks: '/blocks', txs: '/tx', parameters: '/parameters', try: '/try', missing: '/nowhere' }
  const first = async (name, list, at) => {
    const x = (await items(list))[0]
    if (x) out[name] = at(x)
  }
  for (const s of ['open', 'revealing', 'choosing', 'expired', 'cancelled']) await first(`job-${s}`, `jobs?status=${s}&limit=1`, (x) => `/jobs/${x.id}`)
  const agreements = await items('agreements?limit=200')
  for (const a of agreements) if (a.origin.startsWith('job_')) out[`job-${a.status}`] ??= `/jobs/${a.origin}`
  const seen = new Set()
  for (const a of agreements) if (!seen.has(a.status)) seen.add(a.status), (out[`agreement-${a.status}`] = `/agreements/${a.id}`)
  for (const c of await items('cases?limit=100')) out[`case-${c.status}`] ??= `/disputes/${c.id}`
  for (const o of await items('negotiations?limit=100')) out[`negotiation-${o.status}`] ??= `/negotiations/${o.id}`
  await first('service', 'services?limit=1', (x) => `/services/${x.id}`)
  await first('agent', 'leaderboard?limit=1', (x) => `/agents/${x.address}`)
  await first('agent-client', 'jobs?limit=1', (x) => `/agents/${x.client}`)
  await first('tx', 'txs?limit=1', (x) => `/tx/${x.hash}`)
  await first('account', 'txs?limit=1', (x) => `/accounts/${x.signer}`)
  const block = (await items('blocks?limit=40')).find((b) => b.txs)
  if (block) out.block = `/blocks/${block.height}`
  return out
}
