import { File } from 'lucide-react'
import { isStoredFile } from '../../../../shared/file-value.ts'
import { isRecord } from '../../../../shared/json.ts'
import { ValuePreview, valueKind } from '../../components/value-preview.tsx'
import styles from './result-table.module.css'

const Cell = ({ value }: { readonly value: unknown }) =>
  isStoredFile(value) ? (
    <span className={styles.file}>
      <File className="sm" aria-hidden />
      <span className="el">{value.name || 'unnamed file'}</span>
    </span>
  ) : (
    <span className="el">
      <ValuePreview value={value} />
    </span>
  )

/** What a step gave, one line a member: name, value, kind. A result that is no object stands on one line. */
export const ResultTable = ({ output, member }: { readonly output: unknown; readonly member: string }) => {
  const result = isRecord(output) ? output[member] : output
  const rows = isRecord(result) && !isStoredFile(result) ? Object.entries(result) : [[member, result] as const]
  return (
    <div className={styles.table}>
      {rows.length === 0 ? <span className="d3">an empty object</span> : null}
      {rows.map(([name, value]) => (
        <div key={name} className={styles.row}>
          <span className="key el" title={name}>
            {name}
          </span>
          <Cell value={value} />
          <span className={styles.kind}>{valueKind(value)}</span>
        </div>
      ))}
    </div>
  )
}
