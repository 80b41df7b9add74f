import type { ReactNode } from 'react'
import { type Scope, TemplateValue } from '../template-value.tsx'
import styles from './form.module.css'

/** A part of a step's form under its heading; `hint` stands greyed beside it, `actions` at the right. */
export const FormSection = ({
  title,
  hint,
  actions,
  children,
}: {
  readonly title: string
  readonly hint?: ReactNode
  readonly actions?: ReactNode
  readonly children: ReactNode
}) => (
  <section className={styles.section} aria-label={title}>
    <div className={styles.head}>
      <h3>{title}</h3>
      <span className={styles.hint}>{hint}</span>
      {actions}
    </div>
    {children}
  </section>
)

/** Named values in their order, each template over what it resolved to; a name may stand twice. */
export const FormRows = ({
  rows,
  scope,
}: {
  readonly rows: readonly (readonly [name: string, value: unknown])[]
  readonly scope: Scope
}) => (
  <div className={styles.fields}>
    {rows.map(([name, value], index) => (
      <div key={`${index}:${name}`} className={styles.field}>
        <span className={styles.name} title={name}>
          {name}
        </span>
        <TemplateValue value={value} scope={scope} />
      </div>
    ))}
  </div>
)

/** Every value of a map as rows; `empty` stands where there is none. */
export const FormFields = ({
  values,
  scope,
  empty,
}: {
  readonly values: Readonly<Record<string, unknown>>
  readonly scope: Scope
  readonly empty?: string
}) => {
  const rows = Object.entries(values)
  return rows.length > 0 ? <FormRows rows={rows} scope={scope} /> : <p className={styles.empty}>{empty}</p>
}

/** Facts of a step that are no templates, as short pairs in one frame. */
export const Facts = ({ facts }: { readonly facts: readonly (readonly [name: string, value: ReactNode])[] }) => (
  <dl className={styles.facts}>
    {facts.map(([name, value]) => (
      <div key={name}>
        <dt>{name}</dt>
        <dd>{value}</dd>
      </div>
    ))}
  </dl>
)
