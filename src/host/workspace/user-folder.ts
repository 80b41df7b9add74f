import { homedir } from 'node:os'
import { join } from 'node:path'

/** Where this user's things are kept outside every workspace; `TRIGGERBENCH_USER_DIR` names another place. */
export function userFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.TRIGGERBENCH_USER_DIR) return env.TRIGGERBENCH_USER_DIR
  if (process.platform === 'win32') return join(env.APPDATA ?? join(homedir(), 'AppData', 'Roaming'), 'triggerbench')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'triggerbench')
  return join(env.XDG_DATA_HOME ?? join(homedir(), '.local', 'share'), 'triggerbench')
}
