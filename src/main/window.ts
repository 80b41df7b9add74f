import { join } from 'node:path'
import { BrowserWindow, dialog, nativeTheme, screen } from 'electron'
import { guardWindow, type OwnOrigin, safeWebPreferences } from './guards.ts'
import { minimumSize, openingBounds, type WindowState } from './window-state.ts'

/** Background before the first paint, the same as the page's own in each theme, so that nothing flashes. */
const background = { dark: '#0f1114', light: '#f4f4f1' }

/**
 * Opens the one window, guarded, where the last one of this workspace stood. It shows an empty page until the host is ready,
 * so that its renderer process starts meanwhile.
 */
export function createWindow(state: WindowState, title: string, ownOrigin: OwnOrigin): BrowserWindow {
  const window = new BrowserWindow({
    ...openingBounds(
      state,
      screen.getAllDisplays().map(display => display.workArea),
    ),
    minWidth: minimumSize.width,
    minHeight: minimumSize.height,
    title,
    show: false,
    icon: join(__dirname, '..', '..', 'resources', 'icons', 'icon.png'),
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: safeWebPreferences(join(__dirname, '..', 'preload', 'index.cjs')),
  })
  guardWindow(window, ownOrigin)
  if (state.maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.webContents.once('did-navigate', () => {
    // The way back must not lead to the empty page.
    window.webContents.once('did-navigate', () => window.webContents.clearHistory())
  })
  void window.loadURL('about:blank')
  window.webContents.on('will-prevent-unload', event => {
    const choice = dialog.showMessageBoxSync(window, {
      type: 'warning',
      message: 'Leave without saving?',
      detail: 'Changes that are not saved yet will be lost.',
      buttons: ['Leave', 'Stay'],
      defaultId: 1,
      cancelId: 1,
    })
    if (choice === 0) event.preventDefault()
  })
  return window
}

/** Calls `keep` with the window's place whenever it has come to rest, and when it closes. */
export function keepWindowState(window: BrowserWindow, keep: (state: WindowState) => void): void {
  const save = () => keep({ bounds: window.getNormalBounds(), maximized: window.isMaximized() })
  let settling: NodeJS.Timeout | undefined
  const settle = () => {
    clearTimeout(settling)
    settling = setTimeout(save, 400)
  }
  window.on('resize', settle)
  window.on('move', settle)
  window.on('maximize', save)
  window.on('unmaximize', save)
  window.on('close', () => {
    clearTimeout(settling)
    save()
  })
}

/** Brings a window to the front, from wherever it was. */
export function bringToFront(window: BrowserWindow): void {
  if (window.isMinimized()) window.restore()
  window.show()
  window.focus()
}
