import { type Command, InvalidArgumentError } from 'commander'
import { systemClock } from '../../host/engine/clock.ts'
import { createTokenIssuer, SigningError } from '../../host/tokens/issue.ts'
import { createTestKey } from '../../host/tokens/test-key.ts'
import { WorkspaceError } from '../../host/workspace/errors.ts'
import { openWorkspace } from '../../host/workspace/workspace.ts'
import { parseDuration } from '../../shared/units.ts'
import { pathFrom } from '../arguments.ts'
import { ExitError, FAILED, UNUSABLE, USAGE } from '../exit.ts'

interface TokenOptions {
  sub?: string
  expires?: number
  workspace: string
}

/** `token`: a signed test token alone on standard output, which `auth.verify` of this workspace accepts. */
export function registerToken(program: Command): void {
  program
    .command('token')
    .description('print a signed test token that auth.verify accepts')
    .option('--sub <user>', 'whom it is for (default: user.userId of triggerbench.yaml)')
    .option(
      '--expires <duration>',
      'how long it lasts, with its unit (ms, s, m, h or d): 15m, 1h, 30d (default: 1h)',
      duration,
    )
    .option('--workspace <dir>', 'the workspace’s folder', '.')
    .action(async (options: TokenOptions) => {
      if (options.sub === '') throw new ExitError(USAGE, '--sub is the user’s id, and may not be empty')
      try {
        const workspace = await openWorkspace(pathFrom(options.workspace), { watch: false })
        const { settings, secrets, dataDir } = workspace
        const tokens = createTokenIssuer({
          testKey: createTestKey(dataDir),
          secrets: () => secrets,
          clock: systemClock,
        })
        const { token } = await tokens.issue(options.sub ?? settings.user.userId, options.expires)
        await workspace.close()
        console.log(token)
      } catch (error) {
        if (error instanceof WorkspaceError) throw new ExitError(UNUSABLE, error.message)
        throw error instanceof SigningError ? new ExitError(FAILED, error.message) : error
      }
    })
}

function duration(text: string): number {
  const bare = /^\s*\d+\s*$/.test(text)
  const ms = bare ? undefined : parseDuration(text)
  if (ms) return ms
  throw new InvalidArgumentError(
    'A duration is a number with its unit (ms, s, m, h or d), such as 90s, 15m, 1h or 30d.',
  )
}
