// The page in a real browser, under the policy it is served with, against fixtures that show every state at once.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { after, before, test } from 'node:test'
import { browser } from './chromium.mjs'
import * as f from './fixtures.mjs'
import { serve } from './serve.mjs'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const PLACES = ['/', '/jobs', `/jobs/${f.jobs[3].id}`, '/agreements', `/agreements/${f.agreements[1].id}`, '/negotiations', '/negotiations/ofr_0000002a1b2c3d4e', '/services', '/services/svc_0000002a1b2c3d4e', '/agents', '/agents?view=all', `/agents/${f.A['veteran-vera']}`, '/disputes', `/disputes/${f.KASE}`, `/disputes/${f.CLOSED}`, `/disputes/${f.APPEALED}`, '/validators', '/blocks', '/blocks/1288', '/tx', `/tx/${f.txs[2].hash}`, `/accounts/${f.OWNER}`, '/parameters', '/try', '/nowhere']
let b
let s

before(async () => {
  b = await browser()
  s = await serve()
})
after(async () => {
  await b.close()
  await s.close()
})

// open makes a page that fails the test on any error of the console, also on a breach of the policy.
async function open(t, at, options = {}) {
  const c = await b.newContext({ viewport: { width: 1280, height: 900 }, ...options })
  const p = await c.newPage()
  const wrong = []
  p.on('console', (m) => (m.type() === 'error' || m.type() === 'warning') && wrong.push(m.text()))
  p.on('pageerror', (e) => wrong.push(String(e)))
  t.after(() => c.close())
  await p.goto(`${s.url}/#${at}`)
  await p.waitForSelector('h1')
  return { p, wrong, clean: (allowed = /^$/) => assert.deepEqual(wrong.filter((w) => !allowed.test(w)), []) }
}
// arrived waits until a place is shown with its heading, and nothing is loading.
async function arrived(p, at) {
  await p.waitForSelector(`main[data-place="${at.split('?')[0]}"] h1`)
  await settled(p)
}
const settled = (p) => p.waitForFunction(() => !document.querySelector('[aria-busy=true]'))

for (const look of ['light', 'dark'])
  test(`every page in ${look}: no error, a heading, a title, nothing serious for axe`, async (t) => {
    const { p, clean } = await open(t, '/', { colorScheme: look, reducedMotion: 'reduce' })
    const client = await p.context().newCDPSession(p)
    for (const at of PLACES) {
      await p.goto(`${s.url}/#${at}`)
      await arrived(p, at)
      await p.waitForTimeout(120)
      assert.equal(await p.locator('h1').count(), 1, at)
      assert.match(await p.title(), /· Troth$/, at)
      // The tool itself is put in by the debugger's protocol: the page's policy stays in force for the page.
      await client.send('Runtime.evaluate', { expression: AXE })
      const found = await p.evaluate(async () => (await globalThis.axe.run(document, { resultTypes: ['violations'] })).violations.map((v) => ({ id: v.id, impact: v.impact, at: v.nodes.slice(0, 3).map((n) => n.html + ' ' + (n.any[0]?.message ?? '')) })))
      assert.deepEqual(found.filter((v) => ['serious', 'critical'].includes(v.impact)), [], at)
      // What axe does not ask for: tables say what they are, their columns and rows have headings; nothing shouts.
      const bare = await p.evaluate(() => [...document.querySelectorAll('table')].filter((t) => !t.caption?.textContent || t.querySelector('th:not([scope])') || !t.tHead).map((t) => t.outerHTML.slice(0, 200)))
      assert.deepEqual(bare, [], at)
      assert.equal(await p.locator('[aria-live=assertive]').count(), 0, at)
      assert.equal(await p.evaluate(() => document.getAnimations().filter((a) => Number(a.effect?.getTiming().duration) > 1).length), 0, `${at}: motion, though less was asked for`)
    }
    clean()
  })

test('on a phone nothing is wider than the screen', async (t) => {
  const { p, clean } = await open(t, '/', { viewport: { width: 360, height: 740 }, isMobile: true, hasTouch: true })
  for (const at of PLACES) {
    await p.goto(`${s.url}/#${at}`)
    await arrived(p, at)
    assert.equal(await p.evaluate(() => Math.max(0, document.documentElement.scrollWidth - innerWidth)), 0, at)
  }
  clean()
})

test('the first load brings no chart library; it comes when a chart is near', async (t) => {
  const c = await b.newContext({ viewport: { width: 1280, height: 700 } })
  t.after(() => c.close())
  const p = await c.newPage()
  const asked = []
  p.on('request', (r) => asked.push(new URL(r.url())))
  await p.goto(s.url)
  await p.waitForSelector('text=Newest jobs')
  await settled(p)
  const charts = () => asked.filter((u) => /\/chart-/.test(u.pathname)).length
  assert.equal(charts(), 0)
  await p.locator('#charts-title').scrollIntoViewIfNeeded()
  await p.mouse.wheel(0, 3000)
  await p.waitForSelector('canvas')
  assert.equal(charts(), 1)
  assert.deepEqual([...new Set(asked.map((u) => u.origin))], [s.url], 'everything from one origin')
})

test('navigation: links, titles, back, and the focus on the heading', async (t) => {
  const { p, clean } = await open(t, '/')
  await p.getByRole('navigation', { name: 'Sections' }).getByRole('link', { name: 'Jobs' }).click()
  await p.waitForSelector('h1:text("Jobs")')
  await p.waitForFunction(() => document.activeElement?.tagName === 'H1')
  assert.equal(await p.title(), 'Jobs · Troth')
  await p.getByRole('link', { name: /Find three suppliers/ }).click()
  await p.waitForSelector('h1:text("Find three suppliers")')
  await p.waitForFunction(() => document.activeElement?.textContent?.startsWith('Find three'))
  assert.equal(await p.evaluate(() => scrollY), 0)
  await p.goBack()
  await p.waitForSelector('h1:text("Jobs")')
  assert.equal(await p.getByRole('link', { name: 'Jobs', exact: true }).first().getAttribute('aria-current'), 'page')
  clean()
})

test('by keyboard alone: skip link, search with arrows, Enter', async (t) => {
  const { p, clean } = await open(t, '/')
  await p.keyboard.press('Tab')
  assert.equal(await p.evaluate(() => document.activeElement?.textContent), 'Skip to content')
  await p.keyboard.press('Enter')
  assert.equal(await p.evaluate(() => document.activeElement?.id), 'main')
  await p.keyboard.press('/')
  await p.keyboard.type('vera')
  await p.waitForSelector('#found [role=option] a')
  assert.equal(await p.getByRole('combobox').getAttribute('aria-expanded'), 'true')
  await p.keyboard.press('ArrowDown')
  assert.equal(await p.getByRole('combobox').getAttribute('aria-activedescendant'), 'found-0')
  await p.keyboard.press('Enter')
  await p.waitForSelector('h1:text("veteran-vera")')
  assert.equal(await p.locator('#found').isVisible(), false)
  await p.keyboard.press('/')
  await p.keyboard.type('1288')
  await p.keyboard.press('Enter')
  await p.waitForSelector('h1:text("Block 1288")')
  clean()
})

test('a walk by Tab: in the order of the page, always to be seen, and not over forty blocks', async (t) => {
  // Nothing may come in between while one walks.
  s.state.mode = 'still'
  t.after(() => (s.state.mode = 'full'))
  const { p, clean } = await open(t, '/')
  await settled(p)
  const stops = []
  for (let i = 0; i < 120; i++) {
    await p.keyboard.press('Tab')
    const at = await p.evaluate(() => {
      const e = document.activeElement
      if (!e || e === document.body) return null
      const r = e.getBoundingClientRect()
      const s = getComputedStyle(e)
      const seen = r.width > 0 && r.height > 0 && r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth
      const order = !window.before || !!(window.before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING)
      window.before = e
      return { name: (e.getAttribute('aria-label') ?? e.textContent ?? '').trim().slice(0, 60), where: e.closest('header, nav, main, footer')?.tagName ?? 'top', seen, ring: s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 2, order }
    })
    if (!at) break
    stops.push(at)
  }
  assert.ok(stops.length > 20 && stops.length < 90, `${stops.length} stops`)
  assert.equal(stops[0].name, 'Skip to content')
  assert.equal(stops[2].name, 'Search jobs, agents, transactions, blocks')
  assert.equal(stops.at(-1).where, 'FOOTER')
  assert.deepEqual(stops.filter((s) => !s.seen || !s.ring), [], 'the focus is always seen')
  assert.deepEqual(stops.filter((s) => !s.order), [], 'in the order of the page')
  clean()
})

test('the news can be stopped, and go on', async (t) => {
  const { p, clean } = await open(t, '/')
  await settled(p)
  const news = p.getByRole('list', { name: 'Newest events of the market' })
  await news.getByText('placed a sealed bid').first().waitFor()
  await p.getByRole('button', { name: 'Pause' }).click()
  const before = await news.locator('.say').allTextContents()
  await p.getByRole('button', { name: /Go on \(\d+ new\)/ }).waitFor()
  assert.deepEqual(await news.locator('.say').allTextContents(), before)
  await p.getByRole('button', { name: /Go on/ }).click()
  await p.mouse.move(0, 0)
  await p.getByRole('button', { name: 'Pause' }).waitFor()
  await p.waitForFunction((old) => [...document.querySelectorAll('.feed .say')].map((e) => e.textContent).join() !== old.join(), before)
  clean()
})

test('a case shows who says what, how far it is, sealed votes as sealed, and in the end who was paid', async (t) => {
  const { p, clean } = await open(t, `/disputes/${f.KASE}`)
  await settled(p)
  assert.equal(await p.locator('h1').textContent(), 'Check 80 references of a paper on soil moisture')
  await p.getByText('“Sixty of them were not opened at all.”').waitFor()
  await p.getByText('“The log shows that each was opened.”').waitFor()
  assert.equal(await p.locator('li[aria-current=step]').textContent(), 'Votes opened, now')
  await p.getByRole('region', { name: 'What happens next' }).getByText('The judges open their votes: 2 of 5 have.').waitFor()
  await p.getByRole('region', { name: 'What happens next' }).getByText(/\d.(min|s) left/).waitFor()
  const panel = p.getByRole('region', { name: 'First panel' })
  assert.deepEqual(await panel.locator('tbody td').allTextContents().then((l) => l.map((x) => x.replace(/\s/g, ''))), ['25%', '50%', 'sealed', 'sealed', 'noneyet'])
  const text = async (name) => (await p.getByRole('region', { name }).textContent()).replace(/[\u202f\u00a0]/g, ' ')
  assert.match(await text('Deposits for the judges'), /Both sides pay the first panel.*a part is burned.*The judges of an appeal are paid by whoever appealed.*what its deposit lacks it owes.*was right from the beginning pays nothing/s)
  await p.goto(`${s.url}/#/disputes/${f.CLOSED}`)
  await p.getByRole('region', { name: 'Verdict' }).getByText('75').waitFor()
  assert.equal(await panel.getByText('agreed').count(), 4)
  assert.equal(await panel.getByText('did not vote').count(), 1)
  await p.goto(`${s.url}/#/disputes/${f.APPEALED}`)
  assert.match(await text('Verdict'), /The panel before had found 25 ?%; the provider appealed/)
  assert.match(await text('First panel'), /verdict 25 ?%, overruled/)
  assert.match(await text('Second panel'), /1 judge of 11 asked for.*appealed and deposited 0\.8 TROTH for this panel/s)
  assert.match(await text('Deposits for the judges'), /Client.*3\.4.*paid to the judges.*0\.5.*burned.*1\.9.*came back.*1 .*Provider, for its appeal.*0\.8.*came back.*0\.8.*The judges were paid 0\.5 TROTH\.\s*Of that, 0\.05 TROTH was for the provider to pay\. It was taken from its returning pledge first, then from its pay, and given to the client\./s)
  await p.goto(`${s.url}/#/jobs/${f.jobs[7].id}`)
  await p.getByRole('region', { name: 'What happens next' }).getByText('The judges open their votes: 2 of 5 have.').waitFor()
  await p.getByRole('link', { name: 'Follow the case' }).click()
  await p.waitForSelector(`main[data-place="/disputes/${f.KASE}"]`)
  clean()
})

test('a negotiation is named by its work in the list and on its page', async (t) => {
  const { p, clean } = await open(t, '/negotiations')
  await p.getByRole('link', { name: 'Translate the autumn catalogue' }).click()
  await p.waitForSelector('h1:text("Translate the autumn catalogue")')
  clean()
})

test('filters are part of the address and keep the focus', async (t) => {
  const { p, clean } = await open(t, '/jobs')
  await settled(p)
  const words = p.getByLabel('Words')
  await words.fill('glass')
  await p.waitForFunction(() => location.hash === '#/jobs?q=glass')
  await p.waitForFunction(() => document.querySelectorAll('main tbody tr').length === 1)
  assert.ok(await words.evaluate((e) => e === document.activeElement))
  await words.fill('')
  await p.getByLabel('Status').selectOption('expired')
  await p.waitForSelector('main tbody >> text=OCR of 40')
  assert.equal(await p.evaluate(() => location.hash), '#/jobs?status=expired')
  await p.getByLabel('Status').selectOption('choosing')
  await p.waitForSelector('text=No job matches')
  clean()
})

test('a job says what happens next, when, and where the money is', async (t) => {
  const { p, clean } = await open(t, `/jobs/${f.jobs[3].id}`)
  await settled(p)
  const next = p.getByRole('region', { name: 'What happens next' })
  await next.getByText('The client reviews the delivered work (milestone 2 of 3).').waitFor()
  await next.getByText('If it stays silent, the work is accepted and paid.').waitFor()
  await next.getByText(/\d.(min|s) left/).waitFor()
  const money = p.getByRole('region', { name: 'Where the money is' })
  await money.getByText('28.82').first().waitFor()
  assert.equal(await p.locator('.timeline > li').count(), 11, 'the story without bookkeeping')
  await p.getByRole('button', { name: /bookkeeping/ }).click()
  assert.equal(await p.locator('.timeline > li').count(), 13)
  clean()
})

test('the formula of a score with the agent’s own numbers, at any value', async (t) => {
  const { p, clean } = await open(t, `/agents/${f.A['veteran-vera']}`)
  await settled(p)
  const sum = p.locator('.sum')
  assert.match((await sum.textContent()).replaceAll('\u202f', ''), /48\.04%.*60\.3%.*28\.97%/)
  await p.getByRole('button', { name: '100', exact: true }).click()
  await p.waitForFunction(() => /6\.03/.test(document.querySelector('.sum').textContent))
  clean()
})

test('it lives: blocks and events appear without a reload, and after a break it resumes where it was', async (t) => {
  const { p } = await open(t, '/')
  const height = async () => Number((await p.locator('.net a').textContent()).replace(/\D/g, ''))
  const first = await height()
  await p.waitForFunction((h) => Number(document.querySelector('.net a').textContent.replace(/\D/g, '')) >= h, first + 2)
  await p.waitForSelector('.feed li >> text=placed a sealed bid')
  const opened = s.state.opened
  s.state.cut()
  await p.waitForFunction(() => /connecting/.test(document.querySelector('.net').textContent))
  await p.waitForFunction(() => /live/.test(document.querySelector('.net').textContent), undefined, { timeout: 15_000 })
  assert.ok(s.state.opened > opened)
  assert.match(s.state.after.at(-1), /^\d+-[01]$/, 'it says the last cursor')
})

test('loading, failing, empty and stale are shown as such', async (t) => {
  s.state.mode = 'slow'
  t.after(() => (s.state.mode = 'full'))
  const c = await b.newContext({ viewport: { width: 1280, height: 900 } })
  t.after(() => c.close())
  const p = await c.newPage()
  await p.goto(`${s.url}/#/jobs`)
  await p.waitForSelector('[aria-busy=true]')
  s.state.mode = 'failing'
  await p.reload()
  await p.getByRole('alert').getByText('the index is being built').waitFor()
  s.state.mode = 'full'
  await p.getByRole('button', { name: 'Try again' }).click()
  await p.getByText('OCR of 40 scanned pages').waitFor()
  s.state.mode = 'failing'
  await p.getByText('Shown as of a moment ago').waitFor({ timeout: 15_000 })
  assert.ok(await p.getByText('OCR of 40 scanned pages').isVisible(), 'what was known stays')
  s.state.mode = 'empty'
  await p.goto(`${s.url}/#/agreements`)
  await p.getByText('No agreement here').waitFor()
  await p.goto(`${s.url}/#/disputes`)
  await p.getByText('No case has been opened').waitFor()
  s.state.mode = 'full'
  await p.goto(`${s.url}/#/jobs/job_00000000deadbeef`)
  await p.getByRole('heading', { level: 1, name: 'Nothing by this name' }).waitFor()
  assert.equal(await p.title(), 'Job · Troth')
})

test('dark mode is a choice that stays, and the system’s is followed until then', async (t) => {
  const { p, clean } = await open(t, '/', { colorScheme: 'light' })
  const paper = () => p.evaluate(() => getComputedStyle(document.body).backgroundColor)
  const light = await paper()
  await p.emulateMedia({ colorScheme: 'dark' })
  assert.notEqual(await paper(), light)
  await p.emulateMedia({ colorScheme: 'light' })
  await p.getByRole('button', { name: 'Dark mode' }).click()
  const dark = await paper()
  assert.notEqual(dark, light)
  await p.reload()
  await p.waitForSelector('h1')
  assert.equal(await paper(), dark)
  assert.equal(await p.getByRole('button', { name: 'Dark mode' }).getAttribute('aria-pressed'), 'true')
  clean()
})

test('charts have their numbers in a table', async (t) => {
  const { p, clean } = await open(t, `/agents/${f.A['veteran-vera']}`)
  await settled(p)
  const figure = p.getByRole('figure').filter({ hasText: 'Score and reliability' })
  await figure.getByText('Numbers').click()
  assert.equal(await figure.getByRole('row').count(), 32)
  clean()
})
