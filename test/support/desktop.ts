import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { type ElectronApplication, _electron as electron, type Page } from 'playwright-core'
import { startDisplay, type VirtualDisplay } from './display.ts'
import { electronRuntime } from './electron-runtime.ts'

const root = resolve(import.meta.dirname, '../..')

/** A running desktop app with its window. */
export interface Desktop {
  readonly app: ElectronApplication
  readonly page: Page
  /** Closes the window as a person would, and waits for the app to end. */
  close(): Promise<void>
}

/** A display and a profile of their own for the apps of one test file. */
export interface DesktopStage {
  /** A new empty folder, gone when the stage is struck. */
  folder(name: string): string
  /** Starts the app on a workspace and waits for its page. `appFolder` is the checkout unless said otherwise. */
  open(workspace: string, appFolder?: string, hostArguments?: readonly string[]): Promise<Desktop>
  /** Starts a second process on a workspace that is open already; resolves with its exit code. */
  openAgain(workspace: string, appFolder?: string): Promise<number | null>
  /** Starts the app on a workspace that cannot be opened, and gives the detail of the message that it shows. */
  openAndReadDialog(workspace: string, appFolder: string): Promise<string>
  strike(): Promise<void>
}

const rootSwitches = process.getuid?.() === 0 ? ['--no-sandbox'] : []

async function executable(): Promise<string> {
  if (!existsSync(join(root, 'out/main/index.cjs'))) throw new Error('The desktop tests need a build: npm run build')
  const runtime = await electronRuntime()
  if (runtime.kind === 'missing') throw new Error(runtime.reason)
  return runtime.executablePath
}

/** Makes the app folder of a desktop app around the stand-in for the host. */
export function stubApp(folder: string): string {
  const manifest = {
    name: 'triggerbench',
    productName: 'Triggerbench',
    version: '0.0.0',
    type: 'module',
    main: 'out/main/index.cjs',
  }
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest))
  for (const part of ['main', 'preload'])
    cpSync(join(root, 'out', part), join(folder, 'out', part), { recursive: true })
  mkdirSync(join(folder, 'out/host'))
  cpSync(join(root, 'test/support/stub-host.mjs'), join(folder, 'out/host/index.js'))
  return folder
}

/** Sets up a stage; the caller strikes it. */
export async function setStage(): Promise<DesktopStage> {
  const executablePath = await executable()
  const display: VirtualDisplay = await startDisplay()
  const home = realpathSync(mkdtempSync(join(tmpdir(), 'triggerbench-desktop-')))
  const running = new Set<ElectronApplication>()
  const environment = { ...process.env, ...display.env, TRIGGERBENCH_NODE: process.execPath } as Record<string, string>
  const argumentsFor = (workspace: string, appFolder: string) => [
    ...rootSwitches,
    `--user-data-dir=${join(home, 'profile')}`,
    appFolder,
    '--workspace',
    workspace,
  ]

  return {
    folder(name) {
      const path = join(home, name)
      mkdirSync(path, { recursive: true })
      return path
    },
    async open(workspace, appFolder = root, hostArguments = []) {
      const args = [...argumentsFor(workspace, appFolder), '--host-arguments', JSON.stringify(hostArguments)]
      const app = await electron.launch({ executablePath, args, env: environment })
      running.add(app)
      app.on('close', () => running.delete(app))
      const page = await app.firstWindow()
      await page.waitForURL(/^http:/)
      return {
        app,
        page,
        async close() {
          const ended = app.waitForEvent('close')
          await app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close())
          await ended
        },
      }
    },
    async openAgain(workspace, appFolder = root) {
      const child = spawn(executablePath, argumentsFor(workspace, appFolder), { env: environment, stdio: 'ignore' })
      const [code] = await once(child, 'exit')
      return code
    },
    async openAndReadDialog(workspace, appFolder) {
      const hold = join(workspace, 'hold')
      writeFileSync(hold, '')
      const app = await electron.launch({ executablePath, args: argumentsFor(workspace, appFolder), env: environment })
      await app.evaluate(({ dialog }) => {
        const shown = new Promise<string>(resolve => {
          dialog.showMessageBox = (async (options: Electron.MessageBoxOptions) => {
            resolve(options.detail ?? '')
            return new Promise(() => undefined)
          }) as typeof dialog.showMessageBox
        })
        Object.assign(globalThis, { shown })
      })
      rmSync(hold)
      const detail = await app.evaluate(() => (globalThis as unknown as { shown: Promise<string> }).shown)
      await app.close()
      return detail
    },
    async strike() {
      for (const app of running) await app.close()
      await display.stop()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
