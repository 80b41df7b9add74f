import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config'
import { browserMissing } from './test/support/browser.ts'
import { electronRuntime } from './test/support/electron-runtime.ts'
import { type SkippedGroup, SummaryReporter } from './test/support/summary-reporter.ts'

const seconds = 1000
const tests = (...folders: string[]) => folders.map(folder => `${folder}/**/*.test.{ts,tsx}`)

const groups: Record<string, TestProjectInlineConfiguration['test']> = {
  unit: {
    include: tests('test'),
    exclude: [
      ...tests('test/http', 'test/conformance', 'test/cli', 'test/e2e', 'test/desktop'),
      'test/renderer/**/*.tsx',
    ],
    testTimeout: 20 * seconds,
  },
  renderer: { include: ['test/renderer/**/*.test.tsx'], environment: 'jsdom', testTimeout: 20 * seconds },
  http: { include: tests('test/http', 'test/conformance'), testTimeout: 60 * seconds },
  cli: { include: tests('test/cli'), testTimeout: 60 * seconds },
  browser: {
    include: tests('test/e2e'),
    testTimeout: 60 * seconds,
    fileParallelism: false,
    sequence: { groupOrder: 1 },
  },
  desktop: {
    include: tests('test/desktop'),
    testTimeout: 60 * seconds,
    fileParallelism: false,
    sequence: { groupOrder: 2 },
  },
}

/** Whether this run can reach the window tests: the Electron test runtime (105 MB) is fetched for them alone. */
function asksForDesktop(): boolean {
  const filters = process.argv.slice(2).filter(argument => !argument.startsWith('-') && argument !== 'run')
  return filters.length === 0 || filters.some(filter => filter.includes('desktop'))
}

async function unavailable(): Promise<SkippedGroup[]> {
  const skipped: SkippedGroup[] = []
  const browser = browserMissing()
  if (browser) skipped.push({ name: 'browser', reason: browser })
  if (asksForDesktop()) {
    const electron = await electronRuntime()
    if (electron.kind === 'missing') skipped.push({ name: 'desktop', reason: electron.reason })
  }
  return skipped
}

export default defineConfig(async () => {
  const skipped = await unavailable()
  const left = new Set(skipped.map(group => group.name))
  return {
    test: {
      reporters: [new SummaryReporter(skipped, process.env.CI === 'true')],
      pool: 'forks',
      maxWorkers: 2,
      env: {
        TRIGGERBENCH_USER_DIR: join(tmpdir(), 'triggerbench-tests'),
        // Hosts and commands are started from source hundreds of times: what was stripped of types once need not be again.
        NODE_COMPILE_CACHE: join(tmpdir(), 'triggerbench-tests', 'compiled'),
      },
      projects: Object.entries(groups)
        .filter(([name]) => !left.has(name))
        // An event that is waited for comes late on a machine with other things to do; it is still the event that ends the wait.
        .map(([name, test]) => ({
          test: { hookTimeout: 60 * seconds, expect: { poll: { timeout: 15 * seconds } }, ...test, name },
        })),
    },
  }
})
