import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import type { Browser, BrowserContext, Page } from 'playwright-core'
import { launchBrowser } from '../support/browser.ts'

const root = resolve(import.meta.dirname, '../..')

export interface RunningHost {
  readonly trigger: string
  /** The address that opens the app, with the token in its fragment. */
  readonly control: string
  stop(): Promise<void>
}

/** Starts the host on a workspace as the command line does, and waits for its first line. */
export async function startHost(folder: string, ...more: readonly string[]): Promise<RunningHost> {
  if (!existsSync(join(root, 'out/renderer/index.html')))
    throw new Error('The browser tests need a build: npm run build')
  const child: ChildProcess = spawn(
    process.execPath,
    [join(root, 'src/cli/index.ts'), 'serve', folder, '--port', '0', '--json', ...more],
    { stdio: ['ignore', 'pipe', 'pipe'] },
  )
  let complaints = ''
  child.stderr?.on('data', (chunk: Buffer) => {
    complaints += chunk.toString()
  })
  if (!child.stdout) throw new Error('The host has no standard output')
  const lines = createInterface({ input: child.stdout })
  const first = await Promise.race([once(lines, 'line'), once(child, 'exit').then(() => null)])
  if (!first) throw new Error(`The host did not start: ${complaints}`)
  const { trigger, control } = JSON.parse(String(first[0])) as { trigger: string; control: string }
  return {
    trigger,
    control,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return
      const ended = once(child, 'exit')
      child.kill('SIGTERM')
      await ended
    },
  }
}

/** A copy of the example workspace in a folder of its own. */
export function exampleWorkspace(): { readonly folder: string; remove(): void } {
  const folder = mkdtempSync(join(tmpdir(), 'triggerbench-e2e-'))
  cpSync(join(root, 'resources/example'), folder, { recursive: true })
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }) }
}

export interface App {
  readonly host: RunningHost
  readonly folder: string
  readonly browser: Browser
  /** Errors that the page wrote to the console or threw. */
  readonly errors: string[]
  /** A new page on the app; each has storage of its own. */
  open(options?: Parameters<Browser['newContext']>[0] & { readonly path?: string }): Promise<Page>
  close(): Promise<void>
}

/** The app on the example workspace, in a real browser against a real host. */
export async function startApp(): Promise<App> {
  const workspace = exampleWorkspace()
  const host = await startHost(workspace.folder)
  const browser = await launchBrowser()
  const errors: string[] = []
  const contexts: BrowserContext[] = []
  return {
    host,
    folder: workspace.folder,
    browser,
    errors,
    async open({ path = '/', ...options } = {}) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options })
      contexts.push(context)
      const page = await context.newPage()
      page.on('console', message => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`)
      })
      page.on('pageerror', error => errors.push(error.message))
      const { origin, hash } = new URL(host.control)
      await page.goto(`${origin}${path}${hash}`)
      return page
    },
    async close() {
      await Promise.all(contexts.map(context => context.close()))
      await browser.close()
      await host.stop()
      workspace.remove()
    },
  }
}
