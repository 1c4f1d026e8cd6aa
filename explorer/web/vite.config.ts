import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

// Everything is served from one origin under a policy without inline scripts and styles, so nothing is inlined here.
// The build is a function of the sources: no dates, no paths, names of files by their content.
export default defineConfig({
  base: './',
  plugins: [svelte()],
  build: {
    target: 'es2022',
    cssCodeSplit: false,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    license: { fileName: 'licenses.md' },
  },
  server: { proxy: { '/v1': process.env.EXPLORER ?? 'http://127.0.0.1:4600' } },
})
