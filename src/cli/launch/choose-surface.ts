/** What the decision rests on, gathered by `gatherFacts`. */
export interface SurfaceFacts {
  /** `TRIGGERBENCH_ELECTRON`, when set: an executable to use instead of the installed one. */
  readonly electronOverride?: { readonly path: string; readonly exists: boolean }
  /** The `electron` package's executable, when it is really on disk. */
  readonly electronBinary?: string
  /** Something to draw on: always on macOS and Windows, an X11 or Wayland display on Linux. */
  readonly display: boolean
  /** The process has user id 0, for which Chromium refuses to start with its sandbox. */
  readonly root: boolean
}

/** Where the workbench is shown, and the one sentence that says which of the three it is and why. */
export type SurfaceChoice =
  | { readonly surface: 'electron'; readonly executable: string; readonly sandbox: boolean; readonly reason: string }
  | { readonly surface: 'browser' | 'none'; readonly reason: string }

function electron(executable: string, why: string, root: boolean): SurfaceChoice {
  const sandboxed = root ? ", without Chromium's sandbox because this is root" : ''
  return { surface: 'electron', executable, sandbox: !root, reason: `Opening an Electron window${sandboxed}: ${why}.` }
}

/**
 * Chooses where the workbench opens: Electron where its binary is, else the default browser, else only the address.
 * A missing display rules out both windows, whatever is installed.
 */
export function chooseSurface(facts: SurfaceFacts): SurfaceChoice {
  const { display, electronOverride: override, electronBinary: binary, root } = facts
  if (!display) {
    const reason =
      'Opening nothing, only the address: there is no display (neither DISPLAY nor WAYLAND_DISPLAY is set).'
    return { surface: 'none', reason }
  }
  if (override?.exists) return electron(override.path, 'TRIGGERBENCH_ELECTRON names its executable', root)
  if (override) {
    const reason = `Opening the default browser: TRIGGERBENCH_ELECTRON names ${override.path}, which is not there.`
    return { surface: 'browser', reason }
  }
  if (binary) return electron(binary, 'its binary is installed', root)
  return {
    surface: 'browser',
    reason: "Opening the default browser: Electron's binary is not installed (npx install-electron adds it).",
  }
}
