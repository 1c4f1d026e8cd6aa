// Debian's Chromium, found or explained.
import { existsSync } from 'node:fs'
import { chromium } from 'playwright-core'

/** browser starts Chromium without a screen. */
export async function browser() {
  const path = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find((p) => p && existsSync(p))
  if (!path) throw new Error('no Chromium: run scripts/chromium.sh')
  return chromium.launch({ executablePath: path, args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'] })
}
