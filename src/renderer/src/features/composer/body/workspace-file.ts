import { useEffect, useState } from 'react'
import type { WorkspaceFile } from '../../../../../shared/control.ts'
import { api } from '../../../api/client.ts'
import { toast } from '../../../components/toast.tsx'
import { useWorkspace } from '../../../stores/workspace.ts'
import { sniffType } from '../../response/media/sniff.ts'
import { sourceOfRef } from '../../response/media/source.ts'

/** A workspace file as the composer knows it; `detected` is the host's reading of its bytes, else the page's own. */
export type KnownFile =
  | { readonly state: 'reading' }
  | { readonly state: 'missing'; readonly message: string }
  | { readonly state: 'there'; readonly file: WorkspaceFile; readonly detected: string | undefined }

const READING: KnownFile = { state: 'reading' }
const HEAD_BYTES = 4096

const know = async (file: WorkspaceFile): Promise<KnownFile> => {
  if (file.detected !== undefined || file.size === 0) return { state: 'there', file, detected: file.detected }
  const head = await sourceOfRef(file).read(0, HEAD_BYTES)
  return { state: 'there', file, detected: sniffType(head) }
}

/** What the host says of a file of the workspace, read anew when documents or files change on disk. */
export const useWorkspaceFile = (path: string): KnownFile => {
  const workspace = useWorkspace(state => state.state)
  const [held, setHeld] = useState<{ readonly path: string; readonly known: KnownFile }>({ path, known: READING })
  useEffect(() => {
    if (path === '') return
    let left = false
    const settle = (known: KnownFile) => {
      if (!left) setHeld({ path, known })
    }
    api
      .file(path)
      .then(know)
      .then(settle, (error: unknown) =>
        settle({ state: 'missing', message: error instanceof Error ? error.message : String(error) }),
      )
    return () => {
      left = true
    }
  }, [path, workspace])
  return held.path === path ? held.known : READING
}

/** Copies a file into the workspace's `files/`; undefined, with a message to the person, when that fails. */
export const takeFile = async (file: File): Promise<WorkspaceFile | undefined> => {
  try {
    return await api.upload(file.name || 'file', file)
  } catch (error) {
    toast({
      tone: 'bad',
      title: `${file.name} was not added`,
      text: error instanceof Error ? error.message : String(error),
    })
    return undefined
  }
}
