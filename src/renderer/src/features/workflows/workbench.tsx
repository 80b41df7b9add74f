import { X } from 'lucide-react'
import { useState } from 'react'
import { IconButton } from '../../components/button.tsx'
import { type Pane, Split } from '../../components/split.tsx'
import { useFolded, useStacked } from '../../layout/use-media.ts'
import { useSelectedRequest } from '../../stores/selection.ts'
import { Composer } from '../composer/composer.tsx'
import { ResponsePane } from '../response/response-pane.tsx'
import { Flow } from './flow.tsx'
import { Sidebar } from './sidebar.tsx'
import { StepInspector } from './step-inspector.tsx'
import { Strip } from './strip.tsx'
import { useShown, useShownLoading } from './use-shown.ts'
import { Waterfall } from './waterfall.tsx'
import styles from './workbench.module.css'

const RunSide = () => {
  useShownLoading()
  const shown = useShown()
  const stacked = useStacked()
  const [open, setOpen] = useState(false)
  const stepCount = Object.keys(shown.run.states).length - 1
  const close = (
    <IconButton label="Close step" onClick={() => setOpen(false)}>
      <X aria-hidden />
    </IconButton>
  )
  const flow = <Flow shown={shown} onOpen={() => setOpen(true)} />

  return (
    <div className={styles.mid}>
      <Strip shown={shown} stepCount={stepCount} />
      <Split
        name="dock"
        direction="column"
        panes={[
          {
            id: 'flow',
            min: 160,
            grow: true,
            content: stacked ? (
              <div className={styles.stack}>
                {flow}
                {open ? (
                  <div className={styles.over}>
                    <StepInspector shown={shown} close={close} />
                  </div>
                ) : null}
              </div>
            ) : (
              <Split
                name="step"
                direction="row"
                panes={[
                  { id: 'steps', size: 326, min: 266, content: flow },
                  { id: 'step', min: 280, grow: true, content: <StepInspector shown={shown} /> },
                ]}
              />
            ),
          },
          { id: 'waterfall', size: 186, min: 72, max: 460, collapsible: true, content: <Waterfall shown={shown} /> },
        ]}
      />
    </div>
  )
}

const TrafficSide = () => {
  const { workflow } = useShown()
  const entry = useSelectedRequest()
  return (
    <Split
      name="traffic"
      direction="column"
      panes={[
        { id: 'request', size: 318, min: 120, content: <Composer workflow={workflow} entry={entry} /> },
        { id: 'response', min: 160, grow: true, content: <ResponsePane /> },
      ]}
    />
  )
}

/** The workbench: lists, the flow beside the step under one strip, the waterfall below, the request above its response. */
export const Workbench = () => {
  const folded = useFolded()
  const sidebar: readonly Pane[] = folded
    ? []
    : [{ id: 'lists', size: 206, min: 160, max: 420, collapsible: true, content: <Sidebar /> }]
  return (
    <main className={styles.main}>
      <Split
        name={folded ? 'workbench-folded' : 'workbench'}
        key={folded ? 'folded' : 'wide'}
        direction="row"
        panes={[
          ...sidebar,
          { id: 'run', min: 420, grow: true, content: <RunSide /> },
          { id: 'traffic', size: 456, min: 360, max: 900, collapsible: true, content: <TrafficSide /> },
        ]}
      />
    </main>
  )
}
