// Pictures of every page in light, dark and on a phone, to be looked at. node scripts/shots.mjs [dir] [page…]
import { mkdirSync } from 'node:fs'
import { browser } from '../tests/browser/chromium.mjs'
import * as f from '../tests/browser/fixtures.mjs'
import { serve } from '../tests/browser/serve.mjs'

const [dir = '/tmp/shots', ...only] = process.argv.slice(2)
mkdirSync(dir, { recursive: true })
const PAGES = {
  overview: '/', jobs: '/jobs', job: `/jobs/${f.jobs[3].id}`, 'job-open': `/jobs/${f.jobs[0].id}`, agreements: '/agreements', agreement: `/agreements/${f.agreements[1].id}`, negotiations: '/negotiations', negotiation: '/negotiations/ofr_0000002a1b2c3d4e',
  services: '/services', service: '/services/svc_0000002a1b2c3d4e', agents: '/agents', agent: `/agents/${f.A['veteran-vera']}`, disputes: '/disputes', case: `/disputes/${f.KASE}`, validators: '/validators', blocks: '/blocks', block: '/blocks/1288', txs: '/tx', tx: `/tx/${f.txs[2].hash}`, account: `/accounts/${f.OWNER}`, parameters: '/parameters', try: '/try', missing: '/nowhere',
}
const s = await serve({ api: process.env.EXPLORER ?? '' })
const b = await browser()
for (const [look, opts] of Object.entries({ light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } }, dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }, phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 } })) {
  const c = await b.newContext(opts)
  const p = await c.newPage()
  p.on('console', (m) => m.type() === 'error' && console.log(look, 'console:', m.text()))
  p.on('response', (r) => r.status() >= 400 && console.log(look, r.status(), r.url()))
  p.on('pageerror', (e) => console.log(look, 'error:', e.message))
  for (const [name, at] of Object.entries(PAGES)) {
    if (only.length && !only.includes(name)) continue
    await p.goto(`${s.url}/#${at}`)
    await p.waitForSelector('h1', { timeout: 8000 }).catch(() => console.log('no h1 on', name))
    await p.waitForTimeout(500)
    // Charts are drawn when they are about to be seen.
    const high = await p.evaluate(() => document.documentElement.scrollHeight)
    for (let y = 0; y < high; y += 700) await p.mouse.wheel(0, 700)
    await p.waitForTimeout(500)
    await p.evaluate(() => scrollTo(0, 0))
    await p.waitForTimeout(150)
    await p.screenshot({ path: `${dir}/${name}-${look}.png`, fullPage: true })
    const wide = await p.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    if (wide > 1) console.log(look, name, 'is', wide, 'px too wide')
  }
  await c.close()
}
await b.close()
await s.close()
