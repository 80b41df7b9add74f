import { Workflow as WorkflowIcon } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { WorkflowEntry } from '../../../../shared/control.ts'
import { Select } from '../../components/select.tsx'
import styles from './composer.module.css'
import { encodeQuery, keepTyped } from './query.ts'
import type { Editing } from './use-editing.ts'

const METHODS = ['POST', 'GET', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

const queryOf = (editing: Editing): string => {
  const query = editing.request.rawQuery ?? encodeQuery(editing.request.params)
  return query === '' ? '' : `?${query}`
}

/** The query as it will stand in the request line. While one types in it, the text is theirs; rows and text follow each other. */
const QueryField = ({ editing }: { readonly editing: Editing }) => {
  const [typed, setTyped] = useState<string>()
  const kept = queryOf(editing)
  useEffect(() => setTyped(undefined), [editing.key])
  return (
    <input
      type="text"
      className={`mono ${styles.query}`}
      aria-label="URL query"
      placeholder="?name=value"
      spellCheck={false}
      autoComplete="off"
      value={typed ?? kept}
      onChange={event => {
        setTyped(event.target.value)
        editing.change(keepTyped(event.target.value, editing.request.params))
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}

/** Method, address and query of what is sent. The address is the workflow's; its long part shows where there is room. */
export const UrlBar = ({ workflow, editing }: { readonly workflow: WorkflowEntry; readonly editing: Editing }) => {
  const address = workflow.triggerUrl ?? ''
  const prefix = address.slice(0, address.lastIndexOf('/') + 1)
  const methods = [...new Set<string>([editing.request.method, ...METHODS])]
  return (
    <div className={styles.url}>
      <Select
        label="Method"
        plain
        mono
        className={styles.method}
        value={editing.request.method}
        options={methods.map(value => ({ value, label: value }))}
        onChange={method => editing.change({ method })}
      />
      <span className={`mono d3 ${styles.long}`} title={address}>
        {prefix}
      </span>
      <span className={`mono d3 ${styles.short}`} title={address}>
        …/
      </span>
      <span className={styles.slug} title={address}>
        <WorkflowIcon className="sm" aria-hidden />
        <span className="el">{workflow.slug}</span>
      </span>
      <QueryField editing={editing} />
    </div>
  )
}
