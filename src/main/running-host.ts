import { join } from 'node:path'
import type { HostAddresses } from './host-process.ts'
import { readJsonFile } from './json-file.ts'

async function answers(address: string): Promise<boolean> {
  try {
    await fetch(new URL('/', address), { method: 'HEAD', signal: AbortSignal.timeout(2_000) })
    return true
  } catch {
    return false
  }
}

/**
 * The host that somebody else runs on this workspace (`triggerbench serve`, or a browser tab's), from `.triggerbench/host.json`;
 * undefined when the file is missing or nobody answers at its address.
 */
export async function findRunningHost(workspace: string): Promise<HostAddresses | undefined> {
  const record = readJsonFile(join(workspace, '.triggerbench', 'host.json')) as Partial<HostAddresses> | undefined
  if (typeof record?.control !== 'string' || typeof record.trigger !== 'string' || typeof record.pid !== 'number') {
    return undefined
  }
  const { control, trigger, pid } = record
  const loopback = ['127.0.0.1', '[::1]', 'localhost'].includes(new URL(control).hostname)
  return loopback && (await answers(control)) ? { control, trigger, pid } : undefined
}
