import { parseArgs } from 'node:util'

/** What this program was asked for on its command line. */
export interface MainArguments {
  /** The workspace to open, as given; undefined opens the last one. */
  readonly workspace: string | undefined
  /** Passed on to the host as they are: everything after `--host-arguments`, a JSON array of texts. */
  readonly host: readonly string[]
}

function texts(json: string | undefined): readonly string[] {
  const value: unknown = json === undefined ? [] : JSON.parse(json)
  if (!Array.isArray(value) || !value.every(item => typeof item === 'string')) {
    throw new Error('--host-arguments takes a JSON array of texts.')
  }
  return value
}

/**
 * Reads `--workspace DIR` (or one bare folder) and `--host-arguments JSON`; switches of Chromium and Electron are ignored.
 * `argv` is `process.argv`; in a checkout its first bare argument is the app's own folder.
 */
export function parseMainArguments(argv: readonly string[], isPackaged: boolean): MainArguments {
  const { values, positionals } = parseArgs({
    args: argv.slice(1),
    options: { workspace: { type: 'string' }, 'host-arguments': { type: 'string' } },
    strict: false,
    allowPositionals: true,
  })
  const named = typeof values.workspace === 'string' ? values.workspace : positionals[isPackaged ? 0 : 1]
  const host = values['host-arguments']
  return { workspace: named, host: texts(typeof host === 'string' ? host : undefined) }
}
