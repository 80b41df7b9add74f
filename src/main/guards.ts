import type { BrowserWindow, Session, WebContents, WebPreferences } from 'electron'

/** The window's web preferences, each said aloud although most are Electron's defaults: a default may change. */
export function safeWebPreferences(preload: string): WebPreferences {
  return {
    preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    spellcheck: false,
  }
}

const grantedToOwnPage: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'notifications'])

/** The origin of the host's page; undefined until the host has announced itself. */
export type OwnOrigin = () => string | undefined

/** Whether an address belongs to the host's page. Nothing does before the host has announced itself. */
export function isOwn(address: string, ownOrigin: OwnOrigin): boolean {
  try {
    return new URL(address).origin === ownOrigin()
  } catch {
    return false
  }
}

/** Denies every permission but writing the clipboard and notifications, and those to any page but the host's. */
export function guardPermissions(session: Session, ownOrigin: OwnOrigin): void {
  const granted = (permission: string, from: string) => grantedToOwnPage.has(permission) && isOwn(from, ownOrigin)
  session.setPermissionRequestHandler((_contents, permission, answer, details) =>
    answer(granted(permission, details.requestingUrl)),
  )
  session.setPermissionCheckHandler((_contents, permission, origin) => granted(permission, origin))
  session.setDevicePermissionHandler(() => false)
}

const localSchemes: ReadonlySet<string> = new Set(['blob:', 'data:', 'devtools:', 'about:'])

/** Lets the window load from the host alone, whatever the page's Content-Security-Policy says. */
export function guardNetwork(session: Session, ownOrigin: OwnOrigin): void {
  session.webRequest.onBeforeRequest((details, answer) => {
    const own = isOwn(details.url, ownOrigin) || localSchemes.has(new URL(details.url).protocol)
    answer({ cancel: !own })
  })
  session.on('will-download', (event, item) => {
    if (!isOwn(item.getURL(), ownOrigin)) event.preventDefault()
  })
}

/** Keeps the window on the host's page: no navigation elsewhere, no further windows, no embedded browsers. */
export function guardNavigation(contents: WebContents, ownOrigin: OwnOrigin): void {
  const stay = (event: { preventDefault(): void }, url: string) => {
    if (!isOwn(url, ownOrigin)) event.preventDefault()
  }
  contents.on('will-navigate', stay)
  contents.on('will-redirect', stay)
  contents.on('will-attach-webview', event => event.preventDefault())
  contents.setWindowOpenHandler(() => ({ action: 'deny' }))
}

/** Puts all guards on a window and its session. `ownOrigin` is the host's origin once there is one. */
export function guardWindow(window: BrowserWindow, ownOrigin: OwnOrigin): void {
  guardPermissions(window.webContents.session, ownOrigin)
  guardNetwork(window.webContents.session, ownOrigin)
  guardNavigation(window.webContents, ownOrigin)
}
