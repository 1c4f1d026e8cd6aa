// Weighs what a browser loads for the first page: the entry, the overview, and all they import. Fails above the budget.
// The library of the charts comes when a chart is about to be seen; it is told apart. Also refuses what the policy of the page forbids: inline scripts and styles.
import { readFileSync, readdirSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

const BUDGET = 60_000
const dist = new URL('../dist/', import.meta.url)
const read = (f) => readFileSync(new URL(f, dist))
const html = read('index.html').toString()
if (/<script(?![^>]*\ssrc=)[^>]*>|<style|\sstyle=|\son\w+=/.test(html)) throw new Error('index.html has inline scripts or styles')

const files = readdirSync(new URL('assets/', dist)).sort()
const entry = /src="\.\/(assets\/[^"]+\.js)"/.exec(html)?.[1]
if (!entry) throw new Error('index.html names no entry')
const first = new Set()
// The chunks that a module imports statically, and of those loaded on demand the ones named.
function follow(file, demand = []) {
  if (first.has(file)) return
  first.add(file)
  const code = read(file).toString()
  for (const [, f] of code.matchAll(/(?:from|import)\s*["']\.\/([\w.-]+\.js)["']/g)) follow('assets/' + f)
  for (const name of demand) follow('assets/' + files.find((f) => f.startsWith(name) && f.endsWith('.js')), [])
}
follow(entry, ['Overview-'])
const size = (f) => gzipSync(read(f), { level: 9 }).length
const all = [...first].map((f) => [f, size(f)]).sort((a, b) => b[1] - a[1])
const total = all.reduce((s, [, n]) => s + n, 0)
for (const [f, n] of all) console.log(String(n).padStart(7), f)
console.log(`${total} bytes of JavaScript, gzipped, for the first page; the budget is ${BUDGET}`)
const charts = size('assets/' + files.find((f) => f.startsWith('chart-')))
console.log(`${total + charts} bytes with the library of the charts, loaded when one is about to be seen`)
const css = files.filter((f) => f.endsWith('.css')).reduce((s, f) => s + size('assets/' + f), 0)
const lazy = files.filter((f) => f.endsWith('.js') && !first.has('assets/' + f)).reduce((s, f) => s + size('assets/' + f), 0)
console.log(`${css} bytes of CSS, ${lazy} bytes of JavaScript for the other pages, all gzipped`)
if (total > BUDGET) {
  console.error(`${total - BUDGET} bytes too many`)
  process.exit(1)
}
