import { Binary, File as FileIcon, Plus, Type } from 'lucide-react'
import { useState } from 'react'
import type { RequestBody, RequestBodyType } from '../../../../../shared/request.ts'
import { Button } from '../../../components/button.tsx'
import { CodeEditor } from '../../../components/code/code-editor.tsx'
import { EmptyState } from '../../../components/empty-state.tsx'
import { TextField } from '../../../components/field.tsx'
import { Menu } from '../../../components/menu.tsx'
import { Select } from '../../../components/select.tsx'
import { bytes, plural } from '../../../format.ts'
import { sniffType } from '../../response/media/sniff.ts'
import styles from '../composer.module.css'
import { hexBytes } from '../hex/parse-hex.ts'
import type { Problem } from '../problems.ts'
import { NamedRows } from '../rows/named-rows.tsx'
import type { Composing } from '../use-composed.ts'
import type { Editing } from '../use-editing.ts'
import { BODY_LABELS, BODY_TYPES, bodyFor, rememberBody } from './body-types.ts'
import { FileChoice } from './file-body.tsx'
import { HexInput } from './hex-input.tsx'
import { MultipartBody } from './multipart-body.tsx'
import { newPart, type PartKind } from './part-kind.ts'
import { TypeTick } from './type-remark.tsx'

type Change = (body: RequestBody) => void

const TypeField = ({
  value,
  placeholder,
  detected,
  onChange,
}: {
  readonly value: string
  readonly placeholder?: string
  readonly detected?: string
  readonly onChange: (type: string) => void
}) => (
  <TextField
    label="Content-Type"
    mono
    className={styles.grow}
    placeholder={placeholder}
    value={value}
    trailing={<TypeTick declared={value || undefined} detected={detected} />}
    onChange={event => onChange(event.target.value)}
  />
)

const AddPart = ({ onAdd }: { readonly onAdd: (kind: PartKind) => void }) => (
  <Menu
    align="end"
    trigger={
      <Button size="sm" variant="quiet">
        <Plus className="sm" aria-hidden />
        Add part
      </Button>
    }
    items={[
      { id: 'text', label: 'Text', icon: <Type className="sm" />, onSelect: () => onAdd('text') },
      { id: 'file', label: 'File', icon: <FileIcon className="sm" />, onSelect: () => onAdd('file') },
      { id: 'hex', label: 'Hex', icon: <Binary className="sm" />, onSelect: () => onAdd('hex') },
    ]}
  />
)

const onTheWire = (composing: Composing): string =>
  composing.composed && !composing.stale ? `${bytes(composing.composed.bodySize)} on the wire` : ''

const summaryOf = (body: RequestBody, composing: Composing): string => {
  if (body.type === 'none') return ''
  const size = onTheWire(composing)
  if (body.type !== 'multipart' && body.type !== 'urlencoded') return size
  const count =
    body.type === 'multipart'
      ? plural(body.parts.filter(part => part.enabled).length, 'part')
      : plural(body.fields.filter(field => field.enabled).length, 'field')
  return [count, size].filter(Boolean).join(', ')
}

/** What stands beside the type's menu: a Content-Type of its own, or what adds a part. */
const Beside = ({
  body,
  set,
  onAdd,
}: {
  readonly body: RequestBody
  readonly set: Change
  readonly onAdd: (kind: PartKind) => void
}) => {
  if (body.type === 'multipart') return <AddPart onAdd={onAdd} />
  if (body.type === 'text')
    return <TypeField value={body.contentType} onChange={contentType => set({ ...body, contentType })} />
  if (body.type === 'hex')
    return (
      <TypeField
        value={body.contentType}
        detected={sniffType(hexBytes(body.hex, 512))}
        onChange={contentType => set({ ...body, contentType })}
      />
    )
  if (body.type === 'file')
    return (
      <TypeField
        value={body.contentType ?? ''}
        placeholder="by its name"
        onChange={contentType => set({ ...body, contentType: contentType || undefined })}
      />
    )
  return null
}

const Content = ({
  body,
  set,
  problems,
  open,
  onOpen,
}: {
  readonly body: RequestBody
  readonly set: Change
  readonly problems: readonly Problem[]
  readonly open: number | undefined
  readonly onOpen: (index: number | undefined) => void
}) => {
  if (body.type === 'none') return <EmptyState title="No body">The request ends after its headers.</EmptyState>
  if (body.type === 'json' || body.type === 'xml' || body.type === 'text')
    return (
      <div className={styles.editor}>
        <CodeEditor
          label={`${BODY_LABELS[body.type]} body`}
          value={body.text}
          language={body.type === 'text' ? 'plaintext' : body.type}
          wrap={body.type === 'text'}
          onChange={text => set({ ...body, text })}
        />
      </div>
    )
  if (body.type === 'urlencoded')
    return <NamedRows kind="Field" rows={body.fields} onChange={fields => set({ ...body, fields })} />
  if (body.type === 'multipart')
    return <MultipartBody body={body} problems={problems} open={open} onOpen={onOpen} onChange={set} />
  if (body.type === 'hex') return <HexInput label="Hex body" hex={body.hex} onChange={hex => set({ ...body, hex })} />
  return (
    <FileChoice
      path={body.file}
      contentType={body.type === 'file' ? body.contentType : undefined}
      onChange={file => set({ ...body, file })}
    />
  )
}

/** The body by its type. */
export const BodyTab = ({
  editing,
  composing,
  problems,
}: {
  readonly editing: Editing
  readonly composing: Composing
  readonly problems: readonly Problem[]
}) => {
  const { body } = editing.request
  const [open, setOpen] = useState<number>()
  const set: Change = next => editing.change({ body: next })
  const types: readonly RequestBodyType[] = body.type === 'raw' ? [...BODY_TYPES, 'raw'] : BODY_TYPES
  const add = (kind: PartKind) => {
    if (body.type !== 'multipart') return
    set({ ...body, parts: [...body.parts, newPart(kind)] })
    if (kind !== 'text') setOpen(body.parts.length)
  }
  const inDetail = body.type === 'multipart' && open !== undefined && body.parts[open] !== undefined
  return (
    <>
      {inDetail ? null : (
        <div className={styles.tools}>
          <Select
            label="Body type"
            size="sm"
            value={body.type}
            options={types.map(value => ({ value, label: BODY_LABELS[value] }))}
            onChange={type => {
              rememberBody(editing.key, body)
              setOpen(undefined)
              set(bodyFor(editing.key, type, body))
            }}
          />
          <span className={`d3 el ${body.type === 'multipart' || !('contentType' in body) ? styles.grow : ''}`}>
            {summaryOf(body, composing)}
          </span>
          <Beside body={body} set={set} onAdd={add} />
        </div>
      )}
      <Content body={body} set={set} problems={problems} open={open} onOpen={setOpen} />
    </>
  )
}
