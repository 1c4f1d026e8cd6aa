// Runs tests/unit/*.test.ts under Node's own test runner, bundled first since they are TypeScript.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'vite'

const root = new URL('..', import.meta.url).pathname
const out = mkdtempSync(join(tmpdir(), 'troth-unit-'))
const tests = readdirSync(join(root, 'tests/unit')).filter((f) => f.endsWith('.test.ts'))
try {
  await build({
    root, configFile: false, logLevel: 'warn',
    build: { ssr: true, outDir: out, emptyOutDir: true, target: 'node20', minify: false, rollupOptions: { input: tests.map((f) => join(root, 'tests/unit', f)), output: { entryFileNames: '[name].mjs' } } },
    ssr: { noExternal: true },
  })
  const r = spawnSync(process.execPath, ['--test', ...tests.map((f) => join(out, f.replace(/\.ts$/, '.mjs')))], { stdio: 'inherit' })
  process.exitCode = r.status ?? 1
} finally {
  rmSync(out, { recursive: true, force: true })
}
