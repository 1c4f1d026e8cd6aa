// A real chain with its explorer: the one of EXPLORER, or a devnet of the program that `make build` made.
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const PROGRAM = process.env.TROTHD ?? new URL('../../../../build/trothd', import.meta.url).pathname

/** why tells why there is no explorer to test against; undefined when there is one. */
export const why = process.env.EXPLORER || existsSync(PROGRAM) ? undefined : 'no EXPLORER given and no build/trothd made (make build)'

/** devnet starts a chain, or uses the given one: { url, close }. */
export async function devnet() {
  if (process.env.EXPLORER) return { url: process.env.EXPLORER, close: async () => {} }
  const home = mkdtempSync(join(tmpdir(), 'troth-web-'))
  const free = ['rpc', 'p2p', 'grpc', 'api', 'faucet', 'explorer'].flatMap((p) => [`--${p}-port`, '0'])
  const child = spawn(PROGRAM, ['devnet', '--home', join(home, 'devnet'), '--block-time', '500ms', '--json', ...free], { cwd: home, stdio: ['ignore', 'pipe', 'pipe'] })
  const gone = new Promise((r) => child.once('exit', r))
  let said = ''
  child.stderr.on('data', (d) => (said += d))
  const close = async () => {
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await gone
    clearTimeout(timer)
    rmSync(home, { recursive: true, force: true })
  }
  try {
    const line = await new Promise((resolve, reject) => {
      let out = ''
      const timer = setTimeout(() => reject(new Error(`no devnet within two minutes: ${said.slice(-2000)}`)), 120_000)
      child.stdout.on('data', (d) => {
        out += d
        if (!out.includes('\n')) return
        clearTimeout(timer)
        resolve(out.slice(0, out.indexOf('\n')))
      })
      gone.then((code) => (clearTimeout(timer), reject(new Error(`trothd devnet ended with ${code}: ${said.slice(-2000)}`))))
    })
    const url = JSON.parse(line).explorer
    if (!url) throw new Error('this trothd devnet has no explorer')
    return { url, close }
  } catch (e) {
    await close()
    throw e
  }
}
