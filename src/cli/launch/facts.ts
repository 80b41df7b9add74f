import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { SurfaceFacts } from './choose-surface.ts'

/** The `electron` package's executable when it has been downloaded. The package itself is never imported, since that downloads. */
function installedElectron(): string | undefined {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('electron/package.json'))
    const executable = join(folder, 'dist', readFileSync(join(folder, 'path.txt'), 'utf8').trim())
    return existsSync(executable) ? executable : undefined
  } catch {
    return undefined
  }
}

/** Looks at this machine: what `chooseSurface` decides from. */
export function gatherFacts(env: NodeJS.ProcessEnv = process.env, platform: string = process.platform): SurfaceFacts {
  const named = env.TRIGGERBENCH_ELECTRON
  return {
    ...(named ? { electronOverride: { path: named, exists: existsSync(named) } } : {}),
    electronBinary: installedElectron(),
    display: platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY),
    root: process.getuid?.() === 0,
  }
}
