import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { lookup } from 'mime-types'
import type { WorkspaceFile } from '../../shared/control.ts'
import { UserError } from '../../shared/errors.ts'
import { type Bytes, bytesOf, fileBytes } from '../composer/bytes.ts'
import { detectType } from '../composer/detect.ts'
import { hashOf } from '../composer/temp.ts'
import { DATA_DIR } from '../workspace/data-dir.ts'
import { isInside } from '../workspace/paths.ts'
import type { Workspace } from '../workspace/types.ts'
import type { Signer } from './signing.ts'

/** A file a document may name: its real path and size. Throws NOT_FOUND for what is not there, outside, or the program's own. */
export async function findFile(
  workspace: Workspace,
  path: string,
): Promise<{ real: string; size: number; changed: number }> {
  const real = workspace.resolve(path)
  if (isInside(workspace.dataDir, real))
    throw new UserError('NOT_FOUND', `${DATA_DIR} is the program's own folder; its files are not shown.`)
  const found = await stat(real).catch(() => undefined)
  if (!found?.isFile()) throw new UserError('NOT_FOUND', `There is no file ${path} in the workspace.`)
  return { real, size: found.size, changed: found.mtimeMs }
}

/** What a workspace file is. Throws as `findFile`. */
export async function describeFile(workspace: Workspace, signer: Signer, path: string): Promise<WorkspaceFile> {
  const { real, size } = await findFile(workspace, path)
  const bytes: Bytes = bytesOf(fileBytes(real, size))
  const name = basename(path)
  const mimeType = lookup(name) || 'application/octet-stream'
  const [sha256, detected] = await Promise.all([hashOf(bytes), detectType(bytes)])
  return {
    path,
    name,
    size,
    sha256,
    mimeType,
    ...(detected ? { detected } : {}),
    url: signer.sign(`file/${path}`, { mimeType, name }),
  }
}
