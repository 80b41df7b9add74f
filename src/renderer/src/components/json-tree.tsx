import { ChevronRight, File } from 'lucide-react'
import { type KeyboardEvent, useState } from 'react'
import { isStoredFile } from '../../../shared/file-value.ts'
import { cx } from './cx.ts'
import styles from './json-tree.module.css'
import { ValuePreview, valueKind } from './value-preview.tsx'

const PAGE = 200
const OPEN_MEMBERS = 40

const membersOf = (value: unknown): [string, unknown][] => {
  if (typeof value !== 'object' || value === null || isStoredFile(value)) return []
  return Array.isArray(value) ? value.map((item, index) => [String(index), item]) : Object.entries(value)
}

const moveFocus = (event: KeyboardEvent<HTMLElement>, step: 1 | -1): void => {
  const rows = [
    ...(event.currentTarget.closest('[role="tree"]')?.querySelectorAll<HTMLElement>('[role="treeitem"]') ?? []),
  ]
  rows[rows.indexOf(event.currentTarget) + step]?.focus()
  event.preventDefault()
}

const Node = ({
  name,
  value,
  level,
  first,
}: {
  readonly name: string
  readonly value: unknown
  readonly level: number
  readonly first: boolean
}) => {
  const members = membersOf(value)
  const isOpenAtFirst = level < 3 && members.length <= OPEN_MEMBERS
  const [open, setOpen] = useState(isOpenAtFirst)
  const [shown, setShown] = useState(PAGE)
  const branch = members.length > 0

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.key === 'ArrowDown') moveFocus(event, 1)
    else if (event.key === 'ArrowUp') moveFocus(event, -1)
    else if (branch && (event.key === 'ArrowRight' || event.key === 'ArrowLeft')) {
      setOpen(event.key === 'ArrowRight')
      event.preventDefault()
    } else if (branch && (event.key === 'Enter' || event.key === ' ')) {
      setOpen(!open)
      event.preventDefault()
    }
  }

  return (
    <>
      <div
        role="treeitem"
        aria-level={level}
        aria-expanded={branch ? open : undefined}
        tabIndex={first ? 0 : -1}
        className={styles.row}
        style={{ paddingLeft: 8 + (level - 1) * 15 }}
        onClick={() => branch && setOpen(!open)}
        onKeyDown={onKeyDown}
      >
        <ChevronRight className={cx('sm', styles.chevron, open && styles.open, !branch && styles.leaf)} aria-hidden />
        <span className="key">{name}</span>
        <span className={cx(styles.value, 'el')}>
          {isStoredFile(value) ? (
            <span className={styles.file}>
              <File className="sm" aria-hidden />
              {value.name || 'unnamed file'}
              <span className="d3">{value.mimeType}</span>
            </span>
          ) : branch && open ? null : (
            <ValuePreview value={value} />
          )}
        </span>
        <span className={styles.kind}>{valueKind(value)}</span>
      </div>
      {open
        ? members
            .slice(0, shown)
            .map(([key, item]) => <Node key={key} name={key} value={item} level={level + 1} first={false} />)
        : null}
      {open && members.length > shown ? (
        <button
          type="button"
          className={styles.more}
          style={{ paddingLeft: 29 + level * 15 }}
          onClick={() => setShown(shown + PAGE)}
        >
          {members.length - shown} more
        </button>
      ) : null}
    </>
  )
}

/** JSON as a tree: the members of `value` at the top, small objects opened three levels deep, files by their names. */
export const JsonTree = ({ label, value }: { readonly label: string; readonly value: unknown }) => {
  const members = membersOf(value)
  return (
    <div role="tree" aria-label={label} className={cx(styles.tree, 'mono')}>
      {members.length > 0 ? (
        members
          .slice(0, PAGE)
          .map(([key, item], index) => <Node key={key} name={key} value={item} level={1} first={index === 0} />)
      ) : (
        <div className={cx(styles.row, styles.lone)} role="treeitem" aria-level={1} tabIndex={0}>
          <span className={cx(styles.value, 'el')}>
            <ValuePreview value={value} />
          </span>
          {value === null || value === undefined ? null : <span className={styles.kind}>{valueKind(value)}</span>}
        </div>
      )}
    </div>
  )
}
