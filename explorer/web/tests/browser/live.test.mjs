// The page against a real explorer on a real devnet, which serves it under its own policy. See devnet.mjs for which.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { browser } from './chromium.mjs'
import { CLAIM, CONTEST, dispute, TITLE } from './court.mjs'
import { devnet, why } from './devnet.mjs'

const skip = why ?? false
let at
let chain
let b
let court
before(async () => {
  if (skip) return
  chain = await devnet()
  at = chain.url
  b = await browser()
  if (!chain.own) return
  // The dispute takes its time: it goes on beside the other tests.
  court = dispute(chain)
  court.catch(() => {})
})
after(async () => {
  await b?.close()
  await court?.catch(() => {})
  await chain?.close()
})
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const plain = (text) => text.replace(/[\u202f\u00a0]/g, ' ')

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

test('a case goes from the claim to the verdict before one’s eyes', { skip }, async (t) => {
  if (!chain.own) return t.skip('needs a devnet of its own')
  const { id, agreement, agents } = await court
  const { p, wrong } = await open(t, `/disputes/${id}`)
  await p.evaluate(() => (window.mark = 'the same page'))
  await p.waitForSelector(`h1:text("${TITLE}")`)
  await p.getByText(CLAIM).first().waitFor()
  await p.getByText(CONTEST).first().waitFor()
  const now = (name) => p.locator('ol[aria-label="The way of this case"] li[aria-current=step]', { hasText: name }).waitFor({ timeout: 90_000 })
  await now('Sealed votes')
  await p.getByRole('region', { name: 'What happens next' }).getByText(/s left/).waitFor()
  const panel = p.getByRole('region', { name: 'First panel' })
  await panel.getByText('sealed').nth(2).waitFor()
  assert.equal(await panel.getByText('75').count(), 0, 'no vote is shown before it is opened')
  await now('Votes opened')
  await now('Appeal')
  await p.getByRole('region', { name: 'What happens next' }).getByText('Either side may appeal').waitFor()
  await p.getByRole('region', { name: 'Verdict' }).getByText('of the price for the provider, for good').waitFor({ timeout: 90_000 })
  await panel.getByText('agreed').nth(2).waitFor()
  for (const a of agents.judges) assert.equal(await panel.locator(`a[href="#/agents/${a}"]`).count(), 1)
  await p.locator('main .pill', { hasText: 'closed' }).first().waitFor()
  const a = (await api(`/v1/agreements/${agreement}`)).agreement
  assert.equal(a.status, 'split')
  await p.getByRole('region', { name: 'The money in dispute' }).getByText('Back to the client').waitFor()
  const money = plain(await p.getByRole('region', { name: 'The money in dispute' }).textContent())
  assert.ok(money.includes(`Paid to the provider${Number(a.paid) / 1e6}`), money)
  assert.ok(money.includes(`Back to the client${Number(a.refunded) / 1e6}`), money)
  assert.equal(await p.evaluate(() => window.mark), 'the same page', 'nothing was loaded again')
  await p.goto(`${at}/#/disputes`)
  await p.getByRole('link', { name: TITLE }).first().waitFor()
  await p.getByRole('region', { name: 'Judges' }).getByText('judge-lind').waitFor()
  assert.deepEqual(wrong, [])
})

for (const [ending, said] of [['The client accepts', 'accepted the work'], ['The client stays silent', 'stayed silent, so the chain accepted'], ['The provider never delivers', 'missed the deadline']])
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

test('the formula on an agent’s page is the chain’s own score, at every value and in every skill', { skip }, async (t) => {
  if (!chain.own) return t.skip('needs a devnet of its own')
  const best = (await api('/v1/leaderboard?limit=1')).items[0]
  assert.ok(best?.settlements > 0, 'somebody has evidence')
  const { p, wrong } = await open(t, `/agents/${best.address}`)
  const { skills } = await api(`/v1/agents/${best.address}/reputation`)
  const bps = (text) => Math.round(Number(/([\d.]+) ?%/.exec(plain(text))[1]) * 100)
  for (const skill of ['', ...skills.filter(Boolean)]) {
    await p.goto(`${at}/#/agents/${best.address}${skill ? `?skill=${skill}` : ''}`)
    for (const value of [1, 10, 100, 1000, 7]) {
      await p.getByLabel('For a job worth').fill(String(value))
      const { score } = JSON.parse(await chain.run('query', 'reputation', 'score', best.address, skill, '--value', String(value * 1_000_000), '-o', 'json'))
      const n = (v) => Number(v ?? 0)
      const shown = (name) => p.evaluate((name) => [...document.querySelectorAll('.sum .term')].find((e) => e.textContent.endsWith(name))?.textContent ?? '', name)
      await p.waitForFunction((want) => document.querySelector('.sum')?.textContent.replace(/\s/g, '').includes(want), `=${n(score.score_bps) / 100}%`, { timeout: 5000 }).catch(() => {})
      assert.equal(bps(await shown('score')), n(score.score_bps), `score in "${skill}" at ${value}`)
      assert.equal(bps(await shown('reliability')), n(score.reliability_bps), `reliability in "${skill}" at ${value}`)
      const counted = await p.locator('.ladder li').first().textContent()
      const trials = (v) => String(Math.floor(n(v) / 1000) / 1000)
      assert.ok(counted.includes(`${trials(score.counted_successes)} successes and ${trials(score.counted_failures)} failures`), `${counted}: ${JSON.stringify(score)}`)
    }
  }
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
  await one('cases', (x) => `/disputes/${x.id}`)
  for (const place of places) {
    await p.goto(`${at}/#${place}`)
    await p.waitForSelector(`main[data-place="${place.split('?')[0]}"] h1`)
    await p.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
    assert.equal(await p.locator('main [role=alert]').count(), 0, place)
  }
  assert.deepEqual(wrong, [])
})

test('with real data, too, axe finds nothing serious in either look', { skip }, async (t) => {
  const { p } = await open(t, '/')
  const client = await p.context().newCDPSession(p)
  const id = async (list) => (await api(`/v1/${list}?limit=1`)).items[0]
  const [j, a, c] = await Promise.all(['jobs', 'leaderboard', 'cases'].map(id))
  for (const place of ['/', j && `/jobs/${j.id}`, a && `/agents/${a.address}`, c && `/disputes/${c.id}`, '/disputes'].filter(Boolean))
    for (const colorScheme of ['light', 'dark']) {
      await p.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
      await p.goto(`${at}/#${place}`)
      await p.waitForSelector(`main[data-place="${place}"] h1`)
      await p.waitForFunction(() => !document.querySelector('[aria-busy=true]'))
      await p.waitForTimeout(200)
      await client.send('Runtime.evaluate', { expression: AXE })
      const found = await p.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.filter((v) => ['serious', 'critical'].includes(v.impact)).map((v) => ({ id: v.id, at: v.nodes.slice(0, 3).map((n) => n.html) })))
      assert.deepEqual(found, [], `${place} ${colorScheme}`)
    }
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

test('the page says when the chain stands still, and when the explorer is gone, and goes on by itself', { skip }, async (t) => {
  if (!chain.own) return t.skip('needs a devnet of its own')
  const { p } = await open(t, '/jobs')
  await p.evaluate(() => (window.mark = 'the same page'))
  const height = () => p.evaluate(() => Number(document.querySelector('.net a')?.textContent.replace(/\D/g, '')))
  const live = async (from) => {
    await p.waitForSelector('.net.good', { timeout: 60_000 })
    await p.waitForFunction((h) => Number(document.querySelector('.net a')?.textContent.replace(/\D/g, '')) > h, from)
  }
  await live(await height())
  chain.freeze()
  const stood = await height()
  await p.getByText('The chain stands still').or(p.getByText('The explorer does not answer')).first().waitFor({ timeout: 60_000 })
  assert.ok(await p.locator('main table tbody tr').first().isVisible(), 'what was known stays')
  chain.thaw()
  await live(stood)
  await p.getByText('The chain stands still').waitFor({ state: 'detached' })

  await chain.stop()
  await p.locator('main .banner').getByText('The explorer does not answer').waitFor({ timeout: 60_000 })
  await p.waitForSelector('.net.bad')
  assert.ok(await p.locator('main table tbody tr').first().isVisible(), 'what was known stays')
  const before = await height()
  await chain.start()
  await live(before)
  assert.equal(await p.locator('main .banner').count(), 0)
  assert.equal(await p.evaluate(() => window.mark), 'the same page', 'nothing was loaded again')
  const title = 'Written while you looked on'
  const other = await open(t, '/try')
  await other.p.getByLabel('What is to be done').fill(title)
  await other.p.getByRole('button', { name: 'Post the job' }).click()
  await p.getByText(title).waitFor({ timeout: 90_000 })
})
