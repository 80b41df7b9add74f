/**
 * What the desktop shell offers the page as `window.desktop`. In a browser tab it is absent, and the page must not need it.
 * The preload exposes exactly these functions; the page never sees Electron's own messaging.
 */

/** What happened to the host behind the page. A restarted host has the same addresses and the same token. */
export type HostState =
  | { readonly kind: 'running' }
  /** The host ended by itself; the shell starts it again after `retryInMs` milliseconds. */
  | { readonly kind: 'died'; readonly reason: string; readonly attempt: number; readonly retryInMs: number }
  /** A new host answers at the old address. */
  | { readonly kind: 'restarted'; readonly restarts: number }
  /** It died too often in a row; `restartHost()` tries again. */
  | { readonly kind: 'gaveUp'; readonly reason: string }

/** The end of a save dialog: the file's path, a person's cancel, or what went wrong. */
export type SaveResult =
  | { readonly outcome: 'saved'; readonly path: string }
  | { readonly outcome: 'cancelled' }
  | { readonly outcome: 'failed'; readonly message: string }

export interface DesktopApi {
  /** `process.platform` of the shell: `darwin`, `linux` or `win32`. */
  readonly platform: string
  /** Shows the native folder dialog and opens the chosen workspace in a window of its own. */
  openWorkspace(): Promise<void>
  /** Shows the native save dialog, then streams the payload at `url` (an address of this page's own origin) into the chosen file. */
  saveResponse(suggestedName: string, url: string): Promise<SaveResult>
  /** Shows a file of the workspace, or one just saved, in the system's file manager. False when the path is neither. */
  revealFile(path: string): Promise<boolean>
  /** Starts the host again after `gaveUp`; without effect while it runs. */
  restartHost(): Promise<void>
  /** Calls back with the present state and with every later one. Returns the function that stops it. */
  onHostState(callback: (state: HostState) => void): () => void
}

/** The names of the messages between preload and main. */
export const desktopChannels = {
  openWorkspace: 'desktop:open-workspace',
  saveResponse: 'desktop:save-response',
  revealFile: 'desktop:reveal-file',
  restartHost: 'desktop:restart-host',
  openLink: 'desktop:open-link',
  hostState: 'desktop:host-state',
  currentHostState: 'desktop:current-host-state',
} as const

declare global {
  interface Window {
    /** Present in the desktop app only. */
    readonly desktop?: DesktopApi
  }
}
