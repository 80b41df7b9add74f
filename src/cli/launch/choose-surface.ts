/** Where the workbench is shown: a window of its own, a tab of the default browser, or nowhere (the address is printed). */
export type Surface = 'electron' | 'browser' | 'none'

/** What the decision rests on, gathered once by `gatherFacts`. */
export interface SurfaceFacts {
  readonly platform: string
  /** `TRIGGERBENCH_ELECTRON`, when set: an executable to use instead of the installed one. */
  readonly electronOverride?: { readonly path: string; readonly exists: boolean }
  /** The `electron` package's executable, when it is really on disk. */
  readonly electronBinary?: string
  /** Something to draw on: always on macOS and Windows, an X11 or Wayland display on Linux. */
  readonly display: boolean
}

/** The chosen surface, the executable when it is Electron, and the one sentence that says which and why. */
export type SurfaceChoice =
  | { readonly surface: 'electron'; readonly executable: string; readonly reason: string }
  | { readonly surface: 'browser' | 'none'; readonly reason: string }

/**
 * Chooses where the workbench opens: Electron where its binary is, else the default browser, else only the address.
 * A missing display rules out both windows, whatever is installed.
 */
export function chooseSurface(facts: SurfaceFacts): SurfaceChoice {
  if (!facts.display) {
    return {
      surface: 'none',
      reason:
        'No display was found (DISPLAY and WAYLAND_DISPLAY are not set), so nothing is opened: visit the address.',
    }
  }
  const override = facts.electronOverride
  if (override?.exists) {
    return {
      surface: 'electron',
      executable: override.path,
      reason: 'Opening an Electron window: TRIGGERBENCH_ELECTRON names its executable.',
    }
  }
  if (override) {
    return {
      surface: 'browser',
      reason: `Opening the default browser: TRIGGERBENCH_ELECTRON names ${override.path}, which is not there.`,
    }
  }
  if (facts.electronBinary) {
    return {
      surface: 'electron',
      executable: facts.electronBinary,
      reason: 'Opening an Electron window: its binary is installed.',
    }
  }
  return {
    surface: 'browser',
    reason: "Opening the default browser: Electron's binary is not installed (npx install-electron adds it).",
  }
}
