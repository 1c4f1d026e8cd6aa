// The page against a real explorer on a real devnet, which serves it under its own policy. See devnet.mjs for which.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { browser } from './chromium.mjs'
import { devnet, why } from './devnet.mjs'

const skip = why ?? false
let at
let chain
let b
before(async () => {
  if (skip) return
  chain = await devnet()
  at = chain.url
  b = await browser()
})
after(async () => {
  await b?.close()
  await chain?.close()
})

async function open(t, path) {
  const c = await b.newContext({ viewport: { width: 1280, height: 900 } })
  t.after(() => c.close())
  const p = await c.newPage()
  const wrong = []
  p.on('console', (m) => m.type() === 'error' && wrong.push(m.text()))
  p.on('pageerror', (e) => wrong.push(String(e)))
  p.setDefaultTimeout(60_000)
  await p.goto(`${at}/#${path}`)
  await p.waitForSelector('h1')
  return { p, wrong }
}
const api = async (path) => (await fetch(at + path)).json()

test('the explorer serves the page under a strict policy', { skip }, async () => {
  const r = await fetch(at + '/')
  const policy = r.headers.get('content-security-policy') ?? ''
  assert.match(policy, /script-src 'self'(;|$)/)
  assert.doesNotMatch(policy, /unsafe|\*/)
})

test('blocks come by themselves', { skip }, async (t) => {
  const { p, wrong } = await open(t, '/')
  const height = () => p.evaluate(() => Number(document.querySelector('.net a')?.textContent.replace(/\D/g, '')))
  await p.waitForSelector('.net.good')
  const first = await height()
  await p.waitForFunction((h) => Number(document.querySelector('.net a')?.textContent.replace(/\D/g, '')) > h, first + 1)
  assert.deepEqual(wrong, [])
})

for (const [ending, said] of [['The client accepts', 'accepted the work'], ['The provider never delivers', 'missed the deadline']])
  test(`a job signed in the page goes its whole way: ${ending}`, { skip }, async (t) => {
    const status = await api('/v1/status')
    if (!status.try_tx) return t.skip('this explorer takes no transactions')
    const { p, wrong } = await open(t, '/try')
    await p.getByText(ending).click()
    await p.getByRole('button', { name: 'Post the job' }).click()
    await p.getByText('That was a whole job').waitFor({ timeout: 120_000 })
    await p.locator('.timeline').getByText(said).waitFor()
    await p.getByRole('link', { name: 'Open its page' }).click()
    await p.waitForSelector('h1:text("Count the words of a poem")')
    await p.getByRole('region', { name: 'Where the money is' }).getByText('TROTH').first().waitFor()
    await p.locator('.timeline').getByText(said).waitFor()
    assert.deepEqual(wrong, [])
  })

test('every page shows what the API says, without an error', { skip }, async (t) => {
  const { p, wrong } = await open(t, '/')
  const places = ['/jobs', '/agreements', '/negotiations', '/services', '/agents', '/agents?view=all', '/disputes', '/validators', '/blocks', '/tx', '/parameters']
  const one = async (list, to) => {
    const x = (await api(`/v1/${list}?limit=1`)).items[0]
    if (x) places.push(to(x))
  }
  await one('jobs', (x) => `/jobs/${x.id}`)
  await one('agreements', (x) => `/agreements/${x.id}`)
  await one('agents', (x) => `/agents/${x.address}`)
  await one('txs', (x) => `/tx/${x.hash}`)
  await one('txs', (x) => `/accounts/${x.signer}`)
  await one('blocks', (x) => `/blocks/${x.height}`)
  await one('negotiations', (x) => `/negotiations/${x.id}`)
  await one('services', (x) => `/services/${x.id}`)
  for (const place of places) {
    await p.goto(`${at}/#${place}`)
    await p.waitForSelector(`main[data-place="${place.split('?')[0]}"] h1`)
    await p.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    assert.equal(await p.locator('main [role=alert]').count(), 0, place)
  }
  assert.deepEqual(wrong, [])
})

test('the validators are shown with their beacon keys, and market time is told', { skip }, async (t) => {
  assert.ok((await api('/v1/status')).market_ms > 0)
  const key = (await api('/v1/validators')).items[0].beacon_key
  assert.match(key, /^[0-9a-f]{64}$/)
  const { p } = await open(t, '/validators')
  await p.locator(`[title="${key}"]`).waitFor()
})

test('search finds an agent by its name', { skip }, async (t) => {
  const agent = (await api('/v1/agents?limit=20')).items.find((a) => a.name)
  if (!agent) return t.skip('no agent has a name yet')
  const { p } = await open(t, '/')
  await p.keyboard.press('/')
  await p.keyboard.type(agent.name)
  await p.getByRole('option', { name: agent.name }).first().click()
  await p.waitForSelector(`h1:text("${agent.name}")`)
})
