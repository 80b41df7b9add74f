import { resolve } from 'node:path'
import { defineConfig } from 'vite'

const root = import.meta.dirname

/** Programs that run on Node 26: the command line, the host, the Function runner and the history's worker threads. */
const programs: Readonly<Record<string, string>> = {
  cli: 'src/cli/index.ts',
  index: 'src/host/index.ts',
  runner: 'src/runner/index.ts',
  'reader-worker': 'src/host/history/reader-worker.ts',
  'checkpoint-worker': 'src/host/history/checkpoint-worker.ts',
}

export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    target: 'node26',
    outDir: resolve(root, 'out/host'),
    emptyOutDir: true,
    sourcemap: true,
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, resolve(root, file)])),
      output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
})
