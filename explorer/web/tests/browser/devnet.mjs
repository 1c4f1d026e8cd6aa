// A real chain with its explorer: the one of EXPLORER, or a devnet of the program that `make build` made.
import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const PROGRAM = process.env.TROTHD ?? new URL('../../../../build/trothd', import.meta.url).pathname
const PEOPLE = `version: 1
accounts:
${['alice', 'carol', 'dave', 'faucet'].map((n) => `  - {name: ${n}, coins: [1000000000000utroth]}`).join('\n')}
validators:
  - {name: alice, bonded: 100000000000utroth}
faucet: {name: faucet, coins: [100000000utroth], coins_max: [1000000000utroth]}
`

/** why tells why there is no explorer to test against; undefined when there is one. */
export const why = process.env.EXPLORER || existsSync(PROGRAM) ? undefined : 'no EXPLORER given and no build/trothd made (make build)'

/**
 * devnet starts a chain, or uses the given one: { url, close } and, of a chain of its own, what happens to chains: stop and
 * start (on the same port, where it stopped), freeze and thaw; run and behind, which run the program as a user of that chain.
 */
export async function devnet() {
  if (process.env.EXPLORER) return { url: process.env.EXPLORER, own: false, close: async () => {} }
  const dir = mkdtempSync(join(tmpdir(), 'troth-web-'))
  const home = join(dir, 'devnet')
  writeFileSync(join(dir, 'config.yml'), PEOPLE)
  const d = { url: '', own: true, dir, home }
  let child
  let gone
  let said = ''

  d.start = async () => {
    const port = d.url ? new URL(d.url).port : '0'
    const free = ['rpc', 'p2p', 'grpc', 'api', 'faucet'].flatMap((p) => [`--${p}-port`, '0'])
    child = spawn(PROGRAM, ['devnet', '--home', home, '--block-time', '500ms', '--json', '--explorer-port', port, ...free], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] })
    gone = new Promise((r) => child.once('exit', r))
    child.stderr.on('data', (x) => (said += x))
    const line = await new Promise((resolve, reject) => {
      let out = ''
      const timer = setTimeout(() => reject(new Error(`no devnet within two minutes: ${said.slice(-2000)}`)), 120_000)
      child.stdout.on('data', (x) => {
        out += x
        if (!out.includes('\n')) return
        clearTimeout(timer)
        resolve(out.slice(0, out.indexOf('\n')))
      })
      gone.then((code) => (clearTimeout(timer), reject(new Error(`trothd devnet ended with ${code}: ${said.slice(-2000)}`))))
    })
    d.url = JSON.parse(line).explorer
    if (!d.url) throw new Error('this trothd devnet has no explorer')
  }
  d.stop = async () => {
    child.kill('SIGCONT')
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await gone
    clearTimeout(timer)
  }
  d.freeze = () => child.kill('SIGSTOP')
  d.thaw = () => child.kill('SIGCONT')
  d.run = async (...args) => (await promisify(execFile)(PROGRAM, args, { cwd: dir, env: { ...process.env, TROTHD_HOME: home }, maxBuffer: 1 << 24 })).stdout
  const beside = []
  /** behind starts the program as a process that goes on until the end. */
  d.behind = (...args) => beside.push(spawn(PROGRAM, args, { cwd: dir, env: { ...process.env, TROTHD_HOME: home }, stdio: 'ignore' }))
  d.close = async () => {
    for (const p of beside) p.kill('SIGKILL')
    await d.stop()
    rmSync(dir, { recursive: true, force: true })
  }
  try {
    await d.start()
    return d
  } catch (e) {
    await d.close()
    throw e
  }
}
