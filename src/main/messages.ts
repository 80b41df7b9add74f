import { type BrowserWindow, type IpcMainInvokeEvent, ipcMain, shell } from 'electron'
import { desktopChannels, type HostState } from '../shared/desktop.ts'
import { isOwn, type OwnOrigin } from './guards.ts'
import { openLink } from './open-link.ts'
import { revealable } from './reveal-file.ts'
import { saveResponse } from './save-response.ts'

export interface MessageHandlers {
  readonly window: BrowserWindow
  readonly workspace: string
  readonly ownOrigin: OwnOrigin
  hostState(): HostState
  restartHost(): void
  openWorkspace(): Promise<void>
}

function isOwnPage(event: IpcMainInvokeEvent, handlers: MessageHandlers): boolean {
  const frame = event.senderFrame
  if (event.sender !== handlers.window.webContents || !frame || frame.parent) return false
  return isOwn(frame.url, handlers.ownOrigin)
}

/** Answers the page's messages. One that does not come from the main frame of this window's own page is refused. */
export function answerMessages(handlers: MessageHandlers): void {
  const saved = new Set<string>()
  const { window } = handlers
  const answers: Record<string, (...values: unknown[]) => unknown> = {
    [desktopChannels.openWorkspace]: () => handlers.openWorkspace(),
    [desktopChannels.currentHostState]: () => handlers.hostState(),
    [desktopChannels.restartHost]: () => handlers.restartHost(),
    [desktopChannels.openLink]: address => openLink(window, address),
    [desktopChannels.saveResponse]: async (name, url) => {
      const result = await saveResponse(window, handlers.ownOrigin(), name, url)
      if (result.outcome === 'saved') saved.add(result.path)
      return result
    },
    [desktopChannels.revealFile]: path => {
      const real = revealable(path, handlers.workspace, saved)
      if (real) shell.showItemInFolder(real)
      return real !== undefined
    },
  }
  for (const [channel, answer] of Object.entries(answers)) {
    ipcMain.handle(channel, async (event, ...values) => {
      if (!isOwnPage(event, handlers)) throw new Error('This message did not come from the workbench.')
      return answer(...values)
    })
  }
}
