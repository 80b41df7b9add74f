import { Binary, File as FileIcon, Type, X } from 'lucide-react'
import type { ComponentType } from 'react'
import type { Part } from '../../../../../shared/request.ts'
import { IconButton } from '../../../components/button.tsx'
import { cx } from '../../../components/cx.ts'
import { Checkbox, TextField } from '../../../components/field.tsx'
import { Menu } from '../../../components/menu.tsx'
import { count } from '../../../format.ts'
import { sniffType } from '../../response/media/sniff.ts'
import { hexBytes, layOutHex } from '../hex/parse-hex.ts'
import { dropTarget, Grip, type Moving } from '../rows/grip.tsx'
import styles from '../rows/rows.module.css'
import { kindOfPart, type PartKind, partAs } from './part-kind.ts'
import { bytesAre } from './type-remark.tsx'
import { useWorkspaceFile } from './workspace-file.ts'

const ICONS: Record<PartKind, ComponentType<{ className?: string }>> = { text: Type, file: FileIcon, hex: Binary }
const KINDS: readonly PartKind[] = ['text', 'file', 'hex']
const WORDS: Record<PartKind, string> = { text: 'Text', file: 'File', hex: 'Hex' }

type Remark = { readonly title: string; readonly size: string; readonly bytes: ReturnType<typeof bytesAre> }

const useRemark = (part: Part): Remark | undefined => {
  const known = useWorkspaceFile('file' in part ? part.file : '')
  if ('hex' in part) {
    const head = hexBytes(part.hex, 512)
    const shown = layOutHex(part.hex.slice(0, 12))
    return {
      title: part.hex.length > 12 ? `${shown} …` : shown || 'no bytes yet',
      size: `${count(Math.floor(part.hex.length / 2))} B`,
      bytes: bytesAre(part.contentType, sniffType(head)),
    }
  }
  if (!('file' in part)) return undefined
  const title = part.fileName ?? (part.file.split('/').at(-1) || 'choose a file')
  if (known.state === 'missing' && part.file !== '') return { title, size: known.message, bytes: undefined }
  if (known.state !== 'there') return { title, size: '', bytes: undefined }
  return {
    title,
    size: `${count(known.file.size)} B`,
    bytes: bytesAre(part.contentType ?? known.file.mimeType, known.detected),
  }
}

/** One part in the list: switch, name, kind, what it carries, its type. A file or hex part opens for more. */
export const PartRow = ({
  part,
  moving,
  faulty,
  fresh,
  onChange,
  onRemove,
  onOpen,
}: {
  readonly part: Part
  readonly moving: Moving
  readonly faulty: boolean
  /** True for the empty row at the end, which becomes a part when something is typed into it. */
  readonly fresh: boolean
  readonly onChange: (part: Part) => void
  readonly onRemove: () => void
  readonly onOpen: () => void
}) => {
  const kind = kindOfPart(part)
  const label = part.name || `part ${moving.index + 1}`
  const nth = fresh ? 'new' : moving.index + 1
  const remark = useRemark(part)
  const Icon = ICONS[kind]
  return (
    <div
      className={cx(styles.row, styles.part, remark && styles.tall, !part.enabled && styles.off)}
      {...(fresh ? {} : dropTarget(moving))}
    >
      {fresh ? <span /> : <Grip label={label} moving={moving} />}
      {fresh ? (
        <span />
      ) : (
        <Checkbox label={`Send ${label}`} checked={part.enabled} onChange={enabled => onChange({ ...part, enabled })} />
      )}
      <TextField
        label={`Part ${nth} name`}
        mono
        bare
        placeholder="name"
        value={part.name}
        onChange={event => onChange({ ...part, name: event.target.value })}
      />
      {fresh ? (
        <span />
      ) : (
        <Menu
          trigger={
            <IconButton label={`${WORDS[kind]} part ${label}, change`} size="sm" className={styles.kind}>
              <Icon className="sm" aria-hidden />
            </IconButton>
          }
          items={[
            ...KINDS.map(to => {
              const KindIcon = ICONS[to]
              return {
                id: to,
                label: WORDS[to],
                icon: <KindIcon className="sm" />,
                disabled: to === kind,
                onSelect: () => {
                  onChange(partAs(part, to))
                  if (to !== 'text') onOpen()
                },
              }
            }),
            { id: 'open', label: 'File name, headers …', separator: true, onSelect: onOpen },
          ]}
        />
      )}
      {'value' in part ? (
        <TextField
          label={`Part ${nth} value`}
          bare
          placeholder={fresh ? 'value, file or hex' : 'value'}
          value={part.value}
          onChange={event => onChange({ ...part, value: event.target.value })}
        />
      ) : (
        <button type="button" className={styles.value} onClick={onOpen}>
          <span className="sr">Open {label}:</span>
          <span className={cx('el', kind === 'hex' && 'mono', faulty && 'bad')}>{remark?.title}</span>
          <span className={styles.sub}>
            <span className="el" title={remark?.size}>
              {remark?.size}
              {remark?.bytes ? ',' : ''}
            </span>
            {remark?.bytes ? (
              <span className={cx(styles.remark, remark.bytes.wrong && 'warn')}>{remark.bytes.text}</span>
            ) : null}
          </span>
        </button>
      )}
      {fresh ? (
        <span />
      ) : (
        <TextField
          label={`Part ${nth} Content-Type`}
          mono
          bare
          placeholder={kind === 'text' ? 'text/plain' : 'by its name'}
          value={part.contentType ?? ''}
          onChange={event => onChange({ ...part, contentType: event.target.value || undefined })}
        />
      )}
      {fresh ? null : (
        <IconButton label={`Remove ${label}`} size="sm" className={styles.remove} onClick={onRemove}>
          <X className="sm" aria-hidden />
        </IconButton>
      )}
    </div>
  )
}
