import { app, Menu, type MenuItemConstructorOptions } from 'electron'

/** What the menu does that is not one of Electron's own roles. */
export interface MenuActions {
  readonly recent: readonly string[]
  openWorkspace(): void
  openRecent(workspace: string): void
  showWorkspaceFolder(): void
  copyTriggerAddress(): void
}

function fileMenu(actions: MenuActions): MenuItemConstructorOptions {
  const recent = actions.recent.map(path => ({ label: path, click: () => actions.openRecent(path) }))
  return {
    label: '&File',
    submenu: [
      { label: 'Open workspace…', accelerator: 'CmdOrCtrl+O', click: () => actions.openWorkspace() },
      { label: 'Recent', submenu: recent, enabled: recent.length > 0 },
      { type: 'separator' },
      { label: 'Show workspace folder', click: () => actions.showWorkspaceFolder() },
      { type: 'separator' },
      { role: process.platform === 'darwin' ? 'close' : 'quit' },
    ],
  }
}

const viewMenu: MenuItemConstructorOptions = {
  label: '&View',
  submenu: [
    { role: 'reload' },
    { role: 'toggleDevTools' },
    { type: 'separator' },
    { role: 'resetZoom' },
    { role: 'zoomIn' },
    { role: 'zoomOut' },
    { type: 'separator' },
    { role: 'togglefullscreen' },
  ],
}

/** Sets the native menu: File, Edit, View and Help, with the application menu that macOS expects. */
export function setMenu(actions: MenuActions): void {
  const template: MenuItemConstructorOptions[] = [
    ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
    fileMenu(actions),
    { role: 'editMenu' },
    viewMenu,
    {
      label: '&Help',
      role: 'help',
      submenu: [
        { label: 'Copy trigger address', click: () => actions.copyTriggerAddress() },
        { label: `About ${app.name}`, click: () => app.showAboutPanel() },
      ],
    },
  ]
  Menu.setApplicationMenu(Menu.buildFromTemplate(template))
}
