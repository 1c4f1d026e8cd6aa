// Pictures of every page in light, dark and on a phone, to be looked at. node scripts/shots.mjs [dir] [page…]; LOOK=light for one
// look. With EXPLORER=http://… of a real chain; else with fixtures, and then also of the states that are neither full nor calm.
import { mkdirSync } from 'node:fs'
import { browser } from '../tests/browser/chromium.mjs'
import { serve } from '../tests/browser/serve.mjs'
import { places } from './places.mjs'

const [dir = '/tmp/shots', ...only] = process.argv.slice(2)
mkdirSync(dir, { recursive: true })
const api = process.env.EXPLORER ?? ''
const s = await serve({ api })
const b = await browser()
const LOOKS = { light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } }, dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } }, phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 } }
const chosen = (name) => !only.length || only.some((o) => (o.endsWith('*') ? name.startsWith(o.slice(0, -1)) : name === o))

async function shot(p, look, name) {
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

for (const [look, opts] of Object.entries(LOOKS)) {
  if (process.env.LOOK && process.env.LOOK !== look) continue
  const c = await b.newContext({ ...opts, reducedMotion: 'reduce' })
  const p = await c.newPage()
  p.on('console', (m) => m.type() === 'error' && s.state.mode === 'full' && console.log(look, 'console:', m.text()))
  p.on('pageerror', (e) => console.log(look, 'error:', e.message))
  for (const [name, at] of Object.entries(await places(api))) {
    if (!chosen(name)) continue
    await p.goto(`${s.url}/#${at}`)
    await p.waitForSelector(`main[data-place="${at.split('?')[0]}"] h1`, { timeout: 20_000 }).catch(() => console.log('no h1 on', name))
    await p.waitForFunction(() => !document.querySelector('[aria-busy=true]'), undefined, { timeout: 20_000 }).catch(() => console.log('still busy:', name))
    await p.waitForTimeout(300)
    await shot(p, look, name)
  }
  if (chosen('search')) {
    await p.goto(`${s.url}/#/`)
    await p.waitForSelector('h1')
    await p.keyboard.press('/')
    await p.keyboard.type(api ? 'su' : 've')
    await p.waitForSelector('#found [role=option]')
    await p.waitForTimeout(400)
    await p.screenshot({ path: `${dir}/search-${look}.png` })
    await p.keyboard.press('Escape')
    await p.keyboard.press('Escape')
  }
  if (!api)
    for (const [name, mode, at] of [['state-empty', 'empty', '/'], ['state-empty-jobs', 'empty', '/jobs'], ['state-loading', 'slow', '/'], ['state-loading-job', 'slow', '/jobs/job_0000002a1b2c3d4e'], ['state-error', 'failing', '/jobs']]) {
      if (!chosen(name)) continue
      s.state.mode = mode
      await p.goto('about:blank')
      await p.goto(`${s.url}/#${at}`)
      await p.waitForTimeout(1500)
      await p.screenshot({ path: `${dir}/${name}-${look}.png` })
      s.state.mode = 'full'
    }
  // What was known, after the explorer stopped to answer, and after the chain stopped to make blocks.
  if (!api)
    for (const [name, mode, says] of [['state-stale', 'failing', 'Shown as of a moment ago'], ['state-still', 'still', 'The chain stands still']]) {
      if (!chosen(name)) continue
      await p.goto('about:blank')
      await p.goto(`${s.url}/#/jobs`)
      await p.waitForSelector('main table')
      s.state.mode = mode
      await p.getByText(says).first().waitFor({ timeout: 40_000 }).catch(() => console.log(look, name, 'did not come'))
      await p.waitForTimeout(300)
      await p.screenshot({ path: `${dir}/${name}-${look}.png` })
      s.state.mode = 'full'
    }
  await c.close()
}
await b.close()
await s.close()
