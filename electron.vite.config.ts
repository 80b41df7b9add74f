import { resolve } from 'node:path'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'electron-vite'
import type { Plugin } from 'vite'

const root = import.meta.dirname

/** The UI is served by the host over HTTP and has addresses such as `/runs/<id>`, so its assets need absolute paths; electron-vite's preset sets a relative base. */
const absoluteBase: Plugin = {
  name: 'triggerbench:absolute-base',
  config(config) {
    config.base = '/'
  },
}

export default defineConfig({
  main: {
    build: {
      target: 'node18',
      outDir: resolve(root, 'out/main'),
      rolldownOptions: {
        input: { index: resolve(root, 'src/main/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs', chunkFileNames: '[name]-[hash].cjs' },
      },
    },
  },
  preload: {
    build: {
      target: 'node18',
      outDir: resolve(root, 'out/preload'),
      rolldownOptions: {
        input: { index: resolve(root, 'src/preload/index.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: resolve(root, 'src/renderer'),
    plugins: [react(), absoluteBase],
    worker: { format: 'es' },
    build: {
      target: 'chrome114',
      outDir: resolve(root, 'out/renderer'),
      minify: true,
      // Small fonts stay files: the page's CSP takes fonts from its own origin only.
      assetsInlineLimit: 0,
      // Monaco is one large chunk by nature; it loads when an editor is first shown.
      chunkSizeWarningLimit: 16_000,
      rolldownOptions: {
        input: resolve(root, 'src/renderer/index.html'),
      },
    },
  },
})
