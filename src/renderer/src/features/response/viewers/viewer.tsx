import type { ReactNode } from 'react'
import { EmptyState } from '../../../components/empty-state.tsx'
import { Note } from '../../../components/note.tsx'
import type { Media } from '../media/media.ts'
import type { BodySource } from '../media/source.ts'
import type { Reading } from '../media/use-body.ts'
import styles from './viewers.module.css'

/** What every viewer gets: a body to read from, what is known of its type, the type to show it as, and the control that picks viewers. */
export type ViewerProps = {
  readonly source: BodySource
  readonly media: Media
  readonly type: string
  readonly picker: ReactNode
}

/** The bar above a viewer: which one it is, then its own controls. */
export const ViewerBar = ({ picker, children }: { readonly picker: ReactNode; readonly children?: ReactNode }) => (
  <div className={styles.bar}>
    {picker}
    {children}
  </div>
)

/** Shows what a reading gave once it is there; before that nothing moves, after a failure it is said why. */
export function Read<T>({
  reading,
  children,
}: {
  readonly reading: Reading<T>
  readonly children: (value: T) => ReactNode
}) {
  if (reading.state === 'done') return children(reading.value)
  if (reading.state === 'failed')
    return (
      <div className={styles.note}>
        <Note tone="bad">{reading.message}</Note>
      </div>
    )
  return <EmptyState title="Reading the body" />
}
