import { ArrowLeft, ChevronRight } from 'lucide-react'
import type { Part } from '../../../../../shared/request.ts'
import { Button } from '../../../components/button.tsx'
import { CodeEditor } from '../../../components/code/code-editor.tsx'
import { Labelled, TextField } from '../../../components/field.tsx'
import { plural } from '../../../format.ts'
import { sniffType } from '../../response/media/sniff.ts'
import styles from '../composer.module.css'
import { CONTENT_TYPES } from '../header-hints.ts'
import { hexBytes } from '../hex/parse-hex.ts'
import { NamedRows } from '../rows/named-rows.tsx'
import rows from '../rows/rows.module.css'
import { FileChoice } from './file-body.tsx'
import { HexInput } from './hex-input.tsx'
import { kindOfPart } from './part-kind.ts'
import { TypeTick } from './type-remark.tsx'
import { useWorkspaceFile } from './workspace-file.ts'

const Content = ({ part, onChange }: { readonly part: Part; readonly onChange: (part: Part) => void }) => {
  if ('hex' in part)
    return <HexInput label="Hex of the part" hex={part.hex} onChange={hex => onChange({ ...part, hex })} />
  if ('file' in part)
    return <FileChoice path={part.file} contentType={part.contentType} onChange={file => onChange({ ...part, file })} />
  return (
    <div className={styles.editor}>
      <CodeEditor label="Text of the part" value={part.value} onChange={value => onChange({ ...part, value })} wrap />
    </div>
  )
}

/** Everything about one part: name, file name, type, bytes and headers of its own. */
export const PartDetail = ({
  part,
  count,
  onChange,
  onBack,
}: {
  readonly part: Part
  readonly count: number
  readonly onChange: (part: Part) => void
  readonly onBack: () => void
}) => {
  const known = useWorkspaceFile('file' in part ? part.file : '')
  const file = known.state === 'there' ? known : undefined
  const detected = 'hex' in part ? sniffType(hexBytes(part.hex, 512)) : file?.detected
  return (
    <div className={styles.detail}>
      <div className={styles.crumbs}>
        <Button size="sm" variant="quiet" onClick={onBack}>
          <ArrowLeft className="sm" aria-hidden />
          {plural(count, 'part')}
        </Button>
        <ChevronRight className="sm d3" aria-hidden />
        <b>{part.name || 'unnamed'}</b>
        <span className="d3">{kindOfPart(part)} part</span>
      </div>
      <div className={styles.form}>
        <div className={styles.triple}>
          <Labelled label="Name">
            <TextField
              label="Name"
              mono
              value={part.name}
              onChange={e => onChange({ ...part, name: e.target.value })}
            />
          </Labelled>
          <Labelled label="File name">
            <TextField
              label="File name"
              mono
              placeholder={file?.file.name ?? 'none'}
              value={part.fileName ?? ''}
              onChange={e => onChange({ ...part, fileName: e.target.value || undefined })}
            />
          </Labelled>
          <Labelled label="Content-Type">
            <TextField
              label="Content-Type"
              mono
              list="content-types"
              placeholder={file?.file.mimeType ?? 'text/plain'}
              value={part.contentType ?? ''}
              trailing={<TypeTick declared={part.contentType ?? file?.file.mimeType} detected={detected} />}
              onChange={e => onChange({ ...part, contentType: e.target.value || undefined })}
            />
            <datalist id="content-types">
              {CONTENT_TYPES.map(type => (
                <option key={type} value={type} />
              ))}
            </datalist>
          </Labelled>
        </div>
      </div>
      <Content part={part} onChange={onChange} />
      <h3 className={rows.section}>Headers of this part</h3>
      <NamedRows kind="Part header" rows={part.headers} onChange={headers => onChange({ ...part, headers })} />
    </div>
  )
}
