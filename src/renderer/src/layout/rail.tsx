import type { LucideIcon } from 'lucide-react'
import { History, Settings2, Workflow } from 'lucide-react'
import { type MouseEvent, useState } from 'react'
import { cx } from '../components/cx.ts'
import { Sidebar } from '../features/workflows/sidebar.tsx'
import { addressOf, type Route } from '../stores/route.ts'
import { navigate, useRouter } from '../stores/router.ts'
import styles from './rail.module.css'

const PLACES: readonly (readonly [place: Route['place'], label: string, icon: LucideIcon])[] = [
  ['workbench', 'Workbench', Workflow],
  ['history', 'History', History],
]

const Place = ({
  place,
  label,
  Icon,
}: {
  readonly place: Route['place']
  readonly label: string
  readonly Icon: LucideIcon
}) => {
  const here = useRouter(state => state.route.place) === place
  const go = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return
    event.preventDefault()
    navigate({ place })
  }
  return (
    <a
      href={addressOf({ place })}
      className={styles.place}
      aria-label={label}
      title={label}
      aria-current={here ? 'page' : undefined}
      onClick={go}
    >
      <Icon className="lg" aria-hidden />
    </a>
  )
}

/**
 * The places of the app. With `folded`, the lists of the workbench stand in it too, as narrow as the rail: method, kind and code of each
 * row, and the whole row while the pointer or the focus is in it. Nothing in them moves when they widen.
 */
export const Rail = ({ folded }: { readonly folded: boolean }) => {
  const onWorkbench = useRouter(state => state.route.place) === 'workbench'
  const lists = folded && onWorkbench
  // Once a person has chosen, the lists get out of the way, until the pointer comes anew.
  const [chosen, setChosen] = useState(false)
  return (
    <div className={styles.side} onPointerLeave={() => setChosen(false)}>
      <div
        className={lists ? cx(styles.folded, !chosen && styles.widens) : styles.rail}
        onClickCapture={() => setChosen(true)}
      >
        <nav className={styles.nav} aria-label="Places">
          {PLACES.map(([place, label, Icon]) => (
            <Place key={place} place={place} label={label} Icon={Icon} />
          ))}
          {lists ? null : <span className={styles.grow} />}
          <Place place="settings" label="Settings" Icon={Settings2} />
        </nav>
        {lists ? (
          <aside className={styles.lists} aria-label="Lists">
            <Sidebar />
          </aside>
        ) : null}
      </div>
    </div>
  )
}
