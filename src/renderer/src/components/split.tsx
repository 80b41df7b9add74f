import type { ReactNode } from 'react'
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels'
import styles from './split.module.css'

/** One pane. Sizes are pixels; `grow` takes what the others leave when the window changes. */
export type Pane = {
  readonly id: string
  readonly content: ReactNode
  readonly size?: number
  readonly min: number
  readonly max?: number
  readonly grow?: boolean
  readonly collapsible?: boolean
}

/**
 * Panes beside (`row`) or above (`column`) each other with a draggable line between them, moved with the arrow keys too.
 * Sizes are remembered under `name`, apart for each set of panes shown.
 */
export const Split = ({
  name,
  direction,
  panes,
}: {
  readonly name: string
  readonly direction: 'row' | 'column'
  readonly panes: readonly Pane[]
}) => {
  const panelIds = panes.map(pane => pane.id)
  const layout = useDefaultLayout({ id: `triggerbench.split.${name}`, panelIds, onlySaveAfterUserInteractions: true })
  return (
    <Group
      orientation={direction === 'row' ? 'horizontal' : 'vertical'}
      defaultLayout={layout.defaultLayout}
      onLayoutChanged={layout.onLayoutChanged}
      className={styles.group}
    >
      {panes.flatMap((pane, index) => [
        index > 0 ? (
          <Separator
            key={`${pane.id}-line`}
            id={`${name}-${pane.id}-line`}
            aria-label={`Resize ${pane.id}`}
            className={direction === 'row' ? styles.vertical : styles.horizontal}
          />
        ) : null,
        <Panel
          key={pane.id}
          id={pane.id}
          defaultSize={pane.size}
          minSize={pane.min}
          maxSize={pane.max}
          collapsible={pane.collapsible}
          groupResizeBehavior={pane.grow ? 'preserve-relative-size' : 'preserve-pixel-size'}
          className={styles.pane}
        >
          {pane.content}
        </Panel>,
      ])}
    </Group>
  )
}
