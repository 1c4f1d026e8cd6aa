// A real dispute on a devnet: judges enlist and run, work is rejected, and the provider contests.
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const JUDGES = ['judge-ito', 'judge-okafor', 'judge-lind']
/** TITLE of the agreement that is disputed. */
export const TITLE = 'Translate a page about harbours'
/** CLAIM and CONTEST are what the sides say. */
export const CLAIM = 'half of it is missing'
export const CONTEST = 'every line is there'

/** dispute brings a case before judges who vote 75 %: its id, its agreement and the agents' addresses. */
export async function dispute(chain) {
  const judge = join(chain.dir, 'judge.sh')
  writeFileSync(judge, '#!/bin/sh\necho 7500\n')
  chmodSync(judge, 0o755)
  const register = async (name, owner, actions, fund) => /troth1[a-z0-9]{50,}/.exec(await chain.run('agent', 'register', name, '--owner', owner, '--actions', actions, '--fund', fund))[0]
  const send = async (...args) => {
    const hash = /txhash"?: ?"?(\w+)/.exec(await chain.run('tx', ...args, '--yes'))[1]
    return chain.run('query', 'wait-tx', hash)
  }
  const found = (text, what) => {
    const m = what.exec(text)
    if (!m) throw new Error(`no ${what} in ${text.slice(0, 2000)}`)
    return m[1] ?? m[0]
  }
  const agents = { client: await register('publisher', 'alice', 'hire,review,negotiate', '60000000utroth'), provider: await register('writer', 'carol', 'work,negotiate', '60000000utroth'), judges: [] }
  for (const name of JUDGES) {
    const address = await register(name, 'dave', 'arbitrate', '150000000utroth')
    agents.judges.push(address)
    await send('arbitration', 'enlist', address, '100000000', '*', '--from', 'dave')
    chain.behind('agent', 'arbitrate', '--agent', name, '--exec', judge)
  }
  const status = await (await fetch(chain.url + '/v1/status')).json()
  const enlisted = status.height
  const terms = {
    client: agents.client, provider: agents.provider, title: TITLE, spec: { uri: 'https://example.com/harbour.txt', sha256: 'futFN1Mq0RVhVaKGDeLAWCait3M0on5Mo5ZWbNlMyaw=', bytes: '60' }, skill: 'translation',
    price: { denom: 'utroth', amount: '9000000' }, loss: '9000000', pledge: '9000000', milestones: [{ share_bps: 10000, delivery_ms: '600000' }], review_ms: '600000',
  }
  writeFileSync(join(chain.dir, 'terms.json'), JSON.stringify(terms))
  const offer = found(await send('market', 'make-offer', agents.client, 'terms.json', String(status.market_ms + 3_000_000), '--from', 'alice'), /ofr_[0-9a-f]{16}/)
  const hash = found(await chain.run('query', 'market', 'offer', offer), /^ +hash: (\S+)/m)
  const agreement = found(await send('market', 'accept-offer', agents.provider, offer, hash, '--from', 'carol'), /agr_[0-9a-f]{16}/)
  writeFileSync(join(chain.dir, 'result.txt'), 'The harbour sleeps last.')
  await chain.run('agent', 'submit', 'writer', agreement, '--file', 'result.txt', '--uri', 'https://example.com/result.txt', '--no-check')
  await send('agreement', 'reject', agents.client, agreement, '2500', CLAIM, '--from', 'alice')
  // Draws go by the stakes of twenty blocks ago.
  for (let height = 0; height < enlisted + 22; await new Promise((r) => setTimeout(r, 500))) height = (await (await fetch(chain.url + '/v1/status')).json()).height
  const id = found(await send('agreement', 'contest', agents.provider, agreement, CONTEST, '--from', 'carol'), /case_[0-9a-f]{16}/)
  return { id, agreement, agents }
}
