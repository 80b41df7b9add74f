import type { DesktopApi } from '../../../shared/desktop.ts'

/** What the desktop shell offers (its preload sets `window.desktop`); empty in a browser tab, and the page must not need it. */
export const desktop: Partial<DesktopApi> = window.desktop ?? {}
