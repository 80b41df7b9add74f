import { randomBytes } from 'node:crypto'
import { basename, join } from 'node:path'
import { app, type BrowserWindow, clipboard, dialog, shell } from 'electron'
import { desktopChannels, type HostState } from '../shared/desktop.ts'
import { freePort } from './free-port.ts'
import { hostCommand, type ProgramLayout } from './host-command.ts'
import { type HostAddresses, startHostProcess } from './host-process.ts'
import { createHostSupervisor } from './host-supervisor.ts'
import { readJsonFile, writeJsonFile } from './json-file.ts'
import { setMenu } from './menu.ts'
import { answerMessages } from './messages.ts'
import type { Places } from './places.ts'
import { rememberWorkspace } from './recent-workspaces.ts'
import { findRunningHost } from './running-host.ts'
import { bringToFront, createWindow, keepWindowState } from './window.ts'
import { parseWindowState } from './window-state.ts'
import { chooseWorkspace, openInOwnProcess } from './workspace-windows.ts'

export interface WorkbenchOptions {
  readonly workspace: string
  readonly layout: ProgramLayout
  readonly places: Places
  readonly hostArguments: readonly string[]
}

/** One workspace in one window with one supervised host. */
export interface Workbench {
  /**
   * Starts the host and shows its page. A workspace that another host holds is shown as that host serves it, and left running
   * at the end. When nothing starts and the person gives up, the app quits.
   */
  open(): Promise<void>
  show(): void
  /** Ends the host; the window is left to Electron. */
  stop(): Promise<void>
}

const clock = {
  now: () => performance.now(),
  wait: (milliseconds: number) => new Promise<void>(resolve => setTimeout(resolve, milliseconds)),
}

const aborted = -3

/** Puts the parts together: the host's ports and token, the window, the menu and the messages. Nothing is started yet. */
export async function createWorkbench(options: WorkbenchOptions): Promise<Workbench> {
  const { workspace, layout, places } = options
  const stateFile = join(places.profile, 'window.json')
  let state = parseWindowState(readJsonFile(stateFile))
  const controlPort = await freePort(state.controlPort)
  const token = randomBytes(32).toString('base64url')
  let addresses: HostAddresses | undefined
  let pageMissing = false
  const ownOrigin = () => addresses && new URL(addresses.control).origin

  const window = createWindow(state, `${basename(workspace)} – ${app.name}`, ownOrigin)
  keepWindowState(window, next => {
    state = { ...next, controlPort }
    writeJsonFile(stateFile, state)
  })

  function loadPage(): void {
    pageMissing = false
    // A failed load is reported by did-fail-load, which also knows whether it matters.
    if (addresses) window.loadURL(addresses.control).catch(() => undefined)
  }

  function tellPage(next: HostState): void {
    if (window.isDestroyed()) return
    if (next.kind === 'restarted' && pageMissing) loadPage()
    window.webContents.send(desktopChannels.hostState, next)
  }

  const supervisor = createHostSupervisor({
    start: triggerPort =>
      startHostProcess(
        hostCommand(layout, { workspace, controlPort, token, triggerPort, extra: options.hostArguments }, process.env),
      ),
    clock,
    onState: tellPage,
  })

  window.webContents.on('did-fail-load', (_event, code, _description, _url, isMainFrame) => {
    if (isMainFrame && code !== aborted) pageMissing = true
  })
  reviveCrashedPage(window, loadPage)
  answerMessages({
    window,
    workspace,
    ownOrigin,
    hostState: supervisor.state,
    restartHost: supervisor.restart,
    openWorkspace: () => chooseWorkspace(window),
  })
  setMenu({
    recent: rememberWorkspace(places.recentFile, workspace).slice(1),
    openWorkspace: () => void chooseWorkspace(window),
    openRecent: openInOwnProcess,
    showWorkspaceFolder: () => void shell.openPath(workspace),
    copyTriggerAddress: () => addresses && clipboard.writeText(addresses.trigger),
  })

  return {
    async open() {
      addresses = await startHost(() =>
        supervisor.start().catch(async error => {
          const running = await findRunningHost(workspace)
          if (running) return running
          throw error
        }),
      )
      if (addresses) loadPage()
      else app.quit()
    },
    show: () => bringToFront(window),
    stop: supervisor.stop,
  }
}

/** Starts the host; when it does not come up, says why and lets the person decide. Undefined when they give up. */
async function startHost(start: () => Promise<HostAddresses>): Promise<HostAddresses | undefined> {
  for (;;) {
    try {
      return await start()
    } catch (error) {
      const { response } = await dialog.showMessageBox({
        type: 'error',
        message: 'This workspace could not be opened.',
        detail: error instanceof Error ? error.message : String(error),
        buttons: ['Try again', 'Open another workspace…', 'Quit'],
        defaultId: 0,
        cancelId: 2,
      })
      if (response === 1) await chooseWorkspace()
      if (response !== 0) return undefined
    }
  }
}

function reviveCrashedPage(window: BrowserWindow, loadPage: () => void): void {
  window.webContents.on('render-process-gone', (_event, details) => {
    if (details.reason === 'clean-exit') return
    const choice = dialog.showMessageBoxSync(window, {
      type: 'error',
      message: 'The page of this window has stopped working.',
      detail: `Reason: ${details.reason}. Runs go on and are kept; edits that were not saved are lost.`,
      buttons: ['Reload', 'Close'],
      defaultId: 0,
      cancelId: 1,
    })
    if (choice === 0) loadPage()
    else window.close()
  })
}
