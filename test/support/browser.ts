import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, chromium } from 'playwright-core'

const systemChromium = '/usr/bin/chromium'

const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const chromeApplications: Readonly<Record<string, readonly string[]>> = {
  darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  win32: [
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
    'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
  ],
}

type FoundBrowser = { readonly kind: 'installed'; readonly path: string } | { readonly kind: 'bundled' }

function findBrowser(): FoundBrowser | undefined {
  const path = [systemChromium, ...(chromeApplications[process.platform] ?? [])].find(existsSync)
  if (path) return { kind: 'installed', path }
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  try {
    createRequire(import.meta.url).resolve('@sparticuz/chromium')
    return { kind: 'bundled' }
  } catch {
    return undefined
  }
}

/** Why browser tests cannot run on this machine, or undefined when they can. */
export function browserMissing(): string | undefined {
  return findBrowser()
    ? undefined
    : 'no Chromium, Chrome or Edge was found, and @sparticuz/chromium serves linux x64 only'
}

/**
 * Starts a real headless Chromium: Debian's, else an installed Chrome or Edge, else the one of `@sparticuz/chromium`,
 * which brings its own libraries. The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  const found = findBrowser()
  if (!found) throw new Error(`Browser tests cannot run: ${browserMissing()}`)
  if (found.kind === 'installed') return chromium.launch({ executablePath: found.path, args: quiet })
  // The package unpacks its libraries only where these name such a machine, and reads them when imported.
  // Its own list of switches is left aside, since it turns web security off.
  process.env.AWS_EXECUTION_ENV = 'AWS_Lambda_nodejs22.x'
  process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x'
  const { default: bundled } = await import('@sparticuz/chromium')
  return chromium.launch({ executablePath: await bundled.executablePath(), args: quiet })
}
