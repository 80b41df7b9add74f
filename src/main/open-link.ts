import { type BrowserWindow, dialog, shell } from 'electron'

function webLink(address: unknown): URL | undefined {
  try {
    const url = new URL(String(address))
    return url.protocol === 'https:' && !url.username && !url.password ? url : undefined
  } catch {
    return undefined
  }
}

/**
 * Opens a link that a person clicked in the default browser, after showing where it leads. Only `https:` addresses
 * without credentials are offered; anything else is ignored. Resolves with whether it was opened.
 */
export async function openLink(window: BrowserWindow, address: unknown): Promise<boolean> {
  const url = webLink(address)
  if (!url) return false
  const { response } = await dialog.showMessageBox(window, {
    type: 'question',
    message: `Open ${url.host} in your browser?`,
    detail: url.href,
    buttons: ['Open', 'Cancel'],
    defaultId: 1,
    cancelId: 1,
  })
  if (response !== 0) return false
  await shell.openExternal(url.href)
  return true
}
