import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/main/free-port.ts'
import { startHostProcess } from '../../src/main/host-process.ts'
import { type Desktop, type DesktopStage, setStage, stubApp } from '../support/desktop.ts'

/** The window around a stand-in for the host: what the shell itself promises, whatever the page is. */
describe('the window', () => {
  let stage: DesktopStage
  let app: string
  let workspace: string
  let desktop: Desktop

  beforeAll(async () => {
    stage = await setStage()
    app = stubApp(stage.folder('app'))
    workspace = stage.folder('workspace')
    desktop = await stage.open(workspace, app)
  })

  afterAll(() => stage.strike())

  it('shows the page that the host serves, with the token in the fragment', async () => {
    expect(await desktop.page.textContent('h1')).toBe('Workbench stub')
    expect(new URL(desktop.page.url()).hash).toMatch(/^#token=[\w-]{43}$/)
  })

  it('isolates the page: no Node, sandboxed, web security on', async () => {
    const preferences = await desktop.app.evaluate(({ BrowserWindow }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents as unknown as {
        getLastWebPreferences(): Record<string, unknown>
      }
      return contents.getLastWebPreferences()
    })
    expect(preferences).toMatchObject({
      contextIsolation: true,
      sandbox: true,
      nodeIntegration: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      webviewTag: false,
    })
    expect(await desktop.page.evaluate(() => [typeof require, typeof process, typeof module])).toEqual([
      'undefined',
      'undefined',
      'undefined',
    ])
  })

  it('gives the page a handful of named functions and nothing of Electron', async () => {
    const offered = await desktop.page.evaluate(() =>
      Object.entries(window.desktop ?? {}).map(([name, value]) => `${name}: ${typeof value}`),
    )
    expect(offered.sort()).toEqual([
      'onHostState: function',
      'openWorkspace: function',
      'platform: string',
      'restartHost: function',
      'revealFile: function',
      'saveResponse: function',
    ])
  })

  it("keeps the host's Content-Security-Policy: inline scripts and eval do not run", async () => {
    const outcome = await desktop.page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.inlineRan = true'
      document.body.append(script)
      return 'inlineRan' in window
    })
    expect(outcome).toBe(false)
  })

  it('does not navigate away', async () => {
    const before = desktop.page.url()
    await desktop.page.evaluate(() => {
      location.href = 'https://example.test/'
    })
    await desktop.page.evaluate(() => {
      location.href = 'file:///etc/passwd'
    })
    await desktop.page.waitForLoadState()
    expect(desktop.page.url()).toBe(before)
    expect(await desktop.page.textContent('h1')).toBe('Workbench stub')
  })

  it('opens no further window', async () => {
    const opened = await desktop.page.evaluate(() => [
      window.open('https://example.test/'),
      window.open('about:blank'),
      window.open('/'),
    ])
    expect(opened).toEqual([null, null, null])
    expect(desktop.app.windows()).toHaveLength(1)
  })

  it('embeds no other browser', async () => {
    const isWebview = await desktop.page.evaluate(() => {
      const view = document.createElement('webview')
      document.body.append(view)
      return 'getWebContentsId' in view
    })
    expect(isWebview).toBe(false)
  })

  it('denies permissions, but lets its own page notify', async () => {
    const answers = await desktop.page.evaluate(async () => {
      const place = await new Promise(resolve => {
        navigator.geolocation.getCurrentPosition(
          () => resolve('granted'),
          error => resolve(error.code),
        )
      })
      const states = await Promise.all(
        ['geolocation', 'camera', 'microphone', 'midi'].map(async name => {
          const status = await navigator.permissions.query({ name: name as PermissionName })
          return status.state
        }),
      )
      return { place, states, notifications: Notification.permission }
    })
    expect(answers).toEqual({ place: 1, states: ['denied', 'denied', 'denied', 'denied'], notifications: 'granted' })
  })

  it('lets its own page write to the clipboard', async () => {
    await desktop.page.bringToFront()
    await desktop.page.evaluate(() => navigator.clipboard.writeText('http://127.0.0.1:4750'))
    expect(await desktop.app.evaluate(({ clipboard }) => clipboard.readText())).toBe('http://127.0.0.1:4750')
  })

  it('loads nothing from elsewhere, whatever the page allows', async () => {
    const outcome = await desktop.app.evaluate(async ({ session }) => {
      const answer = await session.defaultSession.fetch('https://example.test/').catch(error => error.message)
      return String(answer)
    })
    expect(outcome).toContain('ERR_BLOCKED_BY_CLIENT')
  })

  it('shows where a clicked https link leads before it opens it in the browser', async () => {
    await desktop.app.evaluate(({ dialog, shell }) => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      dialog.showMessageBox = (async (_window: unknown, options: Electron.MessageBoxOptions) => {
        seen.push(`asked: ${options.detail}`)
        return { response: 0, checkboxChecked: false }
      }) as typeof dialog.showMessageBox
      shell.openExternal = async address => {
        seen.push(`opened: ${address}`)
      }
    })
    const place = await desktop.page.evaluate(() => {
      const link = document.querySelector('a')
      link?.click()
      return link?.getBoundingClientRect().toJSON()
    })
    await desktop.page.mouse.click(place.x + place.width / 2, place.y + place.height / 2)
    await expect
      .poll(() => desktop.app.evaluate(() => (globalThis as unknown as { seen: string[] }).seen))
      .toEqual(['asked: https://example.test/page', 'opened: https://example.test/page'])
  })

  it('saves a payload of the host where the person says, and refuses any other address', async () => {
    const target = join(stage.folder('saved'), 'answer.bin')
    await desktop.app.evaluate(({ dialog }, path) => {
      dialog.showSaveDialog = (async () => ({ canceled: false, filePath: path })) as typeof dialog.showSaveDialog
    }, target)
    const results = await desktop.page.evaluate(async () => [
      await window.desktop?.saveResponse('answer.bin', '/payload'),
      await window.desktop?.saveResponse('answer.bin', 'http://127.0.0.1:1/payload'),
      await window.desktop?.saveResponse('answer.bin', 'file:///etc/passwd'),
    ])
    expect(results[0]).toEqual({ outcome: 'saved', path: target })
    expect(results[1]).toMatchObject({ outcome: 'failed' })
    expect(results[2]).toMatchObject({ outcome: 'failed' })
    expect([...readFileSync(target)]).toEqual([0, 1, 2, 255])
  })

  it('refuses messages from a frame', async () => {
    const refusal = await desktop.app.evaluate(async ({ BrowserWindow, ipcMain }) => {
      const contents = BrowserWindow.getAllWindows()[0]?.webContents
      const handlers = (
        ipcMain as unknown as { _invokeHandlers: Map<string, (...values: unknown[]) => Promise<unknown>> }
      )._invokeHandlers
      const frame = { parent: {}, url: contents?.mainFrame.url }
      const handle = handlers.get('desktop:reveal-file')
      return handle?.({ sender: contents, senderFrame: frame }, '/etc/passwd').then(String, error => error.message)
    })
    expect(refusal).toBe('This message did not come from the workbench.')
  })

  it('has the native menus', async () => {
    const labels = await desktop.app.evaluate(({ Menu }) =>
      Menu.getApplicationMenu()?.items.map(item => item.label.replace('&', '')),
    )
    expect(labels).toEqual(expect.arrayContaining(['File', 'Edit', 'View', 'Help']))
  })

  it('starts its host on Node with a fixed control port and without an open inspector', async () => {
    const given = JSON.parse(readFileSync(join(workspace, 'host-arguments.json'), 'utf8'))
    expect(given).toEqual([workspace, '--control-port', new URL(desktop.page.url()).port])
  })

  it('comes to the front when the workspace is opened again', async () => {
    await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize())
    expect(await stage.openAgain(workspace, app)).toBe(0)
    await expect
      .poll(() =>
        desktop.app.evaluate(({ BrowserWindow }) =>
          BrowserWindow.getAllWindows().map(window => window.isVisible() && !window.isMinimized()),
        ),
      )
      .toEqual([true])
  })

  it('stands where it stood, on the same port, at the next start, and took its host with it', async () => {
    const bounds = { x: 40, y: 60, width: 1000, height: 700 }
    await desktop.app.evaluate(({ BrowserWindow }, place) => BrowserWindow.getAllWindows()[0]?.setBounds(place), bounds)
    const address = new URL(desktop.page.url()).origin
    await desktop.close()
    await expect(fetch(address)).rejects.toThrow()

    desktop = await stage.open(workspace, app)
    expect(
      await desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.getNormalBounds()),
    ).toEqual(bounds)
    expect(new URL(desktop.page.url()).origin).toBe(address)
  })

  it('opens in spite of a damaged state file', async () => {
    await desktop.close()
    const profiles = join(stage.folder('profile'), 'workspaces')
    for (const name of readdirSync(profiles)) writeFileSync(join(profiles, name, 'window.json'), '{"bounds":')
    desktop = await stage.open(workspace, app)
    expect(await desktop.page.textContent('h1')).toBe('Workbench stub')
  })

  it('shows a workspace that another host serves as that host serves it, and leaves it running', async () => {
    const served = stage.folder('served')
    const host = startHostProcess({
      executable: process.execPath,
      arguments: [join(app, 'out/host/index.js'), served, '--control-port', String(await freePort(undefined))],
      env: { ...process.env, TRIGGERBENCH_CONTROL_TOKEN: 'of-the-other' },
    })
    const addresses = await host.ready
    mkdirSync(join(served, '.triggerbench'))
    writeFileSync(join(served, '.triggerbench/host.json'), JSON.stringify(addresses))
    writeFileSync(join(served, 'refuse'), 'another host holds this workspace')

    const joined = await stage.open(served, app)
    expect(joined.page.url()).toBe(addresses.control)
    await joined.close()
    expect((await fetch(addresses.trigger)).status).toBe(200)
    await host.stop(5_000)
  })

  it('says why a workspace could not be opened', async () => {
    const broken = stage.folder('broken')
    writeFileSync(join(broken, 'refuse'), 'triggerbench.yaml, line 3: unknown key "prot"; did you mean "port"?')
    const message = await stage.openAndReadDialog(broken, app)
    expect(message).toContain('did you mean "port"?')
  })
})
