// Serves dist under the policy the explorer serves it with, and either the fixtures or a real explorer's API behind it.
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import { extname, join, normalize } from 'node:path'
import * as fixtures from './fixtures.mjs'

/** policyOf finds the policy in the source of the explorer's server. */
export function policyOf(source) {
  const found = source.match(/^const policy = "([^"\\]+)"$/m)
  if (!found) throw new Error('explorer/api/server.go has no line const policy = "…": say here where the policy is now')
  return found[1]
}

const POLICY = policyOf(readFileSync(new URL('../../../api/server.go', import.meta.url), 'utf8'))
const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.txt': 'text/plain', '.md': 'text/markdown' }
const DIST = new URL('../../dist/', import.meta.url).pathname

/** serve begins to listen on a free port; mode chooses the answers: "full", "empty", "failing" or "slow". */
export function serve({ api = '', mode = 'full', port = 0 } = {}) {
  const streams = new Set()
  const state = { mode, cut() { for (const s of streams) s.destroy() }, opened: 0, after: [] }
  const json = (res, code, body) => res.writeHead(code, { 'content-type': 'application/json', 'cache-control': 'no-store' }).end(JSON.stringify(body))
  const server = createServer((req, res) => {
    const url = new URL(req.url, 'http://x')
    res.setHeader('content-security-policy', POLICY)
    res.setHeader('x-content-type-options', 'nosniff')
    if (url.pathname.startsWith('/v1/')) {
      if (api) {
        const up = ask(new URL(req.url, api), { method: req.method, headers: { ...req.headers, host: new URL(api).host } }, (r) => {
          res.writeHead(r.statusCode, r.headers)
          r.pipe(res)
        })
        up.on('error', () => json(res, 502, { error: { code: 'unavailable', message: 'the explorer is away' } }))
        req.pipe(up)
        res.on('close', () => up.destroy())
        return
      }
      if (url.pathname === '/v1/events' && (req.headers.accept ?? '').includes('event-stream')) return stream(url, req, res)
      if (state.mode === 'failing') return json(res, 503, { error: { code: 'unavailable', message: 'the index is being built: try again in a minute' } })
      if (state.mode === 'slow') return
      if (state.mode === 'empty' && !/status|params|validators|blocks/.test(url.pathname)) {
        if (/series/.test(url.pathname)) return json(res, 200, { metric: '', interval: '', denom: '', points: [] })
        if (!/overview/.test(url.pathname)) return json(res, 200, { items: [], next: '', value_micro: 10_000_000 })
      }
      const a = fixtures.answer(url.pathname, url.searchParams)
      return a === undefined ? json(res, 404, { error: { code: 'not_found', message: `there is no ${url.pathname.split('/').pop()}` } }) : json(res, 200, a)
    }
    const file = normalize(join(DIST, url.pathname === '/' ? 'index.html' : url.pathname))
    if (!file.startsWith(DIST) || !existsSync(file) || !statSync(file).isFile()) return res.writeHead(404).end()
    res.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' })
    createReadStream(file).pipe(res)
  })

  function stream(url, req, res) {
    state.opened++
    state.after.push(url.searchParams.get('after') ?? req.headers['last-event-id'] ?? '')
    res.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' })
    res.write('retry: 300\n\n')
    streams.add(res)
    let h = fixtures.status.height
    const send = () => {
      if (state.mode === 'still') return
      h++
      const now = Date.now()
      res.write(`id: ${h}-0\nevent: block\ndata: ${JSON.stringify({ ...fixtures.blocks[h % 40], height: h, time_ms: now, market_ms: fixtures.status.market_ms + now - fixtures.status.time_ms })}\n\n`)
      const e = fixtures.newer[h % 2]
      if (state.mode !== 'empty') res.write(`id: ${h}-1\nevent: event\ndata: ${JSON.stringify({ ...e, cursor: `${h}-1`, height: h, time_ms: now })}\n\n`)
    }
    const timer = setInterval(send, 1000)
    setTimeout(send, 100)
    res.on('close', () => {
      clearInterval(timer)
      streams.delete(res)
    })
  }

  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ url: `http://127.0.0.1:${server.address().port}`, state, close: () => (state.cut(), server.closeAllConnections(), new Promise((r) => server.close(r))) })))
}

if (process.argv[1] === new URL(import.meta.url).pathname) console.log((await serve({ api: process.env.EXPLORER ?? '', port: 5180 })).url)
