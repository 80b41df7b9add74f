import { readHost } from '../host/workspace/host-file.ts'
import { TOKEN_HEADER } from '../shared/control.ts'

/** Calls the control API of a host. `path` begins with `/`. Rejects when nobody answers. */
export function callControl(
  control: string,
  token: string,
  path: string,
  init: { method?: string; body?: unknown } = {},
): Promise<Response> {
  return fetch(new URL(path, control), {
    method: init.method ?? 'GET',
    headers: { [TOKEN_HEADER]: token, ...(init.body === undefined ? {} : { 'Content-Type': 'application/json' }) },
    ...(init.body === undefined ? {} : { body: JSON.stringify(init.body) }),
  })
}

/** Brings the app of the host that runs on a workspace to the front. */
export async function notifyRunning(root: string): Promise<void> {
  const running = readHost(root)
  if (running)
    await callControl(running.control, running.token, '/api/focus', { method: 'POST', body: {} }).catch(() => undefined)
}
