import type { ComposedRequest } from '../../../../../shared/control.ts'
import { cx } from '../../../components/cx.ts'
import { Checkbox } from '../../../components/field.tsx'
import { HEADER_NAMES, headerValues } from '../header-hints.ts'
import { NamedRows } from '../rows/named-rows.tsx'
import rows from '../rows/rows.module.css'
import type { Editing } from '../use-editing.ts'

type Automatic = { readonly name: string; readonly value: string | undefined }

const automaticOf = (composed: ComposedRequest | undefined, omitted: readonly string[]): readonly Automatic[] => {
  const added = (composed?.headers ?? []).filter(([name]) => composed?.automatic.includes(name.toLowerCase()))
  const left = omitted.filter(name => !added.some(([other]) => other.toLowerCase() === name.toLowerCase()))
  return [...added.map(([name, value]) => ({ name, value })), ...left.map(name => ({ name, value: undefined }))]
}

/** The headers a person set, then those that are added by themselves, each of which can be turned off. */
export const HeadersTab = ({
  editing,
  composed,
}: {
  readonly editing: Editing
  readonly composed: ComposedRequest | undefined
}) => {
  const { headers, omitHeaders } = editing.request
  const automatic = automaticOf(composed, omitHeaders)
  const turn = (name: string, on: boolean) => {
    const key = name.toLowerCase()
    const others = omitHeaders.filter(other => other.toLowerCase() !== key)
    editing.change({ omitHeaders: on ? others : [...others, key] })
  }
  return (
    <>
      <NamedRows
        kind="Header"
        rows={headers}
        names={HEADER_NAMES}
        valuesOf={headerValues}
        onChange={next => editing.change({ headers: next })}
      />
      {automatic.length > 0 ? <h3 className={rows.section}>Added by themselves</h3> : null}
      {automatic.map(({ name, value }) => {
        const on = !omitHeaders.some(other => other.toLowerCase() === name.toLowerCase())
        return (
          <div key={name} className={cx(rows.row, rows.named, rows.auto)}>
            <span />
            <Checkbox label={`Send ${name}`} checked={on} onChange={next => turn(name, next)} />
            <span className="el">{name}</span>
            <span className="el" title={value}>
              {on ? (value ?? '') : 'not sent'}
            </span>
          </div>
        )
      })}
    </>
  )
}
