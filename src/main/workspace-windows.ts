import { spawn } from 'node:child_process'
import { app, type BrowserWindow, dialog } from 'electron'

const inherited = /^--(no-sandbox$|user-data-dir=)/

/** Opens a workspace in a process of its own; when it is open already, that one comes to the front and the new process ends. */
export function openInOwnProcess(workspace: string): void {
  const switches = process.argv.filter(argument => inherited.test(argument))
  const program = app.isPackaged ? [] : [app.getAppPath()]
  spawn(process.execPath, [...switches, ...program, '--workspace', workspace], {
    detached: true,
    stdio: 'ignore',
  }).unref()
}

/** Shows the native folder dialog and opens what was chosen. Resolves when the dialog is closed. */
export async function chooseWorkspace(window?: BrowserWindow): Promise<void> {
  const options: Electron.OpenDialogOptions = {
    title: 'Open workspace',
    message: 'Choose the folder that holds triggerbench.yaml',
    properties: ['openDirectory', 'createDirectory'],
  }
  const { canceled, filePaths } = await (window
    ? dialog.showOpenDialog(window, options)
    : dialog.showOpenDialog(options))
  const [folder] = filePaths
  if (!canceled && folder) openInOwnProcess(folder)
}
