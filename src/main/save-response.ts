import { randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type BrowserWindow, dialog } from 'electron'
import type { SaveResult } from '../shared/desktop.ts'
import { safeFileName } from './file-name.ts'

async function download(url: URL, target: string): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get(url, resolve).once('error', reject)
  })
  if (response.statusCode !== 200) {
    response.resume()
    throw new Error(
      `The host answered ${response.statusCode} for this payload; it may have been removed from the history.`,
    )
  }
  const beside = join(dirname(target), `.${randomUUID()}.part`)
  try {
    await pipeline(response, createWriteStream(beside, { flags: 'wx' }))
    await rename(beside, target)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

/**
 * Asks where to, then streams a payload from the host into that file: written beside and renamed, so a broken transfer
 * leaves nothing half. `address` must be of the host's own origin.
 */
export async function saveResponse(
  window: BrowserWindow,
  ownOrigin: string | undefined,
  suggestedName: unknown,
  address: unknown,
): Promise<SaveResult> {
  if (typeof suggestedName !== 'string' || typeof address !== 'string' || !ownOrigin) {
    return { outcome: 'failed', message: 'A response is saved by a name and an address.' }
  }
  const url = new URL(address, ownOrigin)
  if (url.origin !== ownOrigin) return { outcome: 'failed', message: `Only payloads of ${ownOrigin} can be saved.` }
  const { canceled, filePath } = await dialog.showSaveDialog(window, {
    title: 'Save response',
    defaultPath: safeFileName(suggestedName),
  })
  if (canceled || !filePath) return { outcome: 'cancelled' }
  try {
    await download(url, filePath)
    return { outcome: 'saved', path: filePath }
  } catch (error) {
    return { outcome: 'failed', message: error instanceof Error ? error.message : String(error) }
  }
}
