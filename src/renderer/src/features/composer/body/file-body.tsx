import { File as FileIcon } from 'lucide-react'
import { TextField } from '../../../components/field.tsx'
import { bytes, count } from '../../../format.ts'
import styles from '../composer.module.css'
import { FileDrop, PickFile } from './file-drop.tsx'
import { bytesAre } from './type-remark.tsx'
import { takeFile, useWorkspaceFile } from './workspace-file.ts'

/** Chooses a file of the workspace: by its path, the file dialog, dropping or pasting; a chosen one is copied into `files/`. */
export const FileChoice = ({
  path,
  contentType,
  onChange,
}: {
  readonly path: string
  readonly contentType: string | undefined
  readonly onChange: (path: string) => void
}) => {
  const known = useWorkspaceFile(path)
  const take = async (file: File | undefined) => {
    const kept = file && (await takeFile(file))
    if (kept) onChange(kept.path)
  }
  const remark = known.state === 'there' ? bytesAre(contentType ?? known.file.mimeType, known.detected) : undefined
  return (
    <FileDrop label="File" className={styles.drop} onFiles={([file]) => void take(file)}>
      <TextField
        label="File in the workspace"
        mono
        className={styles.wide}
        leading={<FileIcon className="sm d3" aria-hidden />}
        placeholder="files/…"
        value={path}
        onChange={event => onChange(event.target.value)}
      />
      <div className="x">
        <PickFile label="Choose file" onFile={file => void take(file)} />
        <span className="d3">or drop or paste one here</span>
      </div>
      {path !== '' && known.state === 'there' ? (
        <p className="d2">
          <span title={`${count(known.file.size)} bytes`}>{bytes(known.file.size)}</span>
          {remark ? (
            <>
              , <span className={remark.wrong ? 'warn' : undefined}>{remark.text}</span>
            </>
          ) : null}
        </p>
      ) : null}
      {path !== '' && known.state === 'missing' ? <p className="bad">{known.message}</p> : null}
    </FileDrop>
  )
}
