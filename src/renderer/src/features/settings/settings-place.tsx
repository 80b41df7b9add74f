import type { ReactNode } from 'react'
import type { Limits } from '../../../../shared/settings.ts'
import { CopyButton } from '../../components/copy-button.tsx'
import { Note } from '../../components/note.tsx'
import { Select } from '../../components/select.tsx'
import { bytes, count, duration, plural } from '../../format.ts'
import { useSelectedWorkflow } from '../../stores/selection.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { type ThemeChoice, useTheme } from '../../theme/theme.ts'
import { IssueLine } from '../workflows/workflow-problem.tsx'
import { ConnectPanel } from './connect-panel.tsx'
import styles from './settings.module.css'

const binary = (value: number): string =>
  value % 1_048_576 === 0
    ? `${count(value / 1_048_576)} MiB`
    : value % 1024 === 0
      ? `${count(value / 1024)} KiB`
      : bytes(value)

type Unit = (value: number) => string

const LIMITS: Record<keyof Limits, readonly [label: string, unit: Unit]> = {
  requestBody: ['Request body', binary],
  decompressedBody: ['Body after decompressing', binary],
  headers: ['Headers', binary],
  target: ['URL', binary],
  jsonDepth: ['JSON depth', count],
  parts: ['Multipart parts', count],
  partHeader: ['Header of a part', binary],
  field: ['Text part', binary],
  headersTimeout: ['Wait for headers', duration],
  bodyTimeout: ['Wait between body bytes', duration],
  concurrency: ['Runs at a time', count],
  queue: ['Runs that wait', count],
  responseTimeout: ['Response, then 542', duration],
  functionTimeout: ['Function time', duration],
  functionMemory: ['Function memory', binary],
  stepOutput: ['Step output', binary],
  fileHex: ['File read as hex', binary],
  fanOutItems: ['Fan-out items', count],
  connections: ['Open connections', count],
}

const Row = ({ name, children }: { readonly name: string; readonly children: ReactNode }) => (
  <div className={styles.row}>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
)

/** What this workspace is, where it answers, its limits as they stand in `triggerbench.yaml`, and how the app looks. */
export const SettingsPlace = () => {
  const state = useWorkspace(store => store.state)
  const workflow = useSelectedWorkflow()
  const { choice, choose } = useTheme()
  if (!state) return <main className={styles.place} />
  const limits = Object.entries(LIMITS) as [keyof Limits, readonly [string, Unit]][]

  return (
    <main className={styles.place}>
      <div className={styles.bar}>
        <h1 className={styles.title}>Settings</h1>
        <span className="d3">
          Read from triggerbench.yaml. Edits count at once; trigger.host, trigger.port and history from the host’s next
          start.
        </span>
      </div>
      <div className={styles.columns}>
        <div className={styles.column}>
          {state.issues.map(issue => (
            <IssueLine key={`${issue.file}:${issue.line}:${issue.message}`} issue={issue} />
          ))}
          <section className={styles.card} aria-label="Workspace">
            <h2>Workspace</h2>
            <dl>
              <Row name="Folder">
                {state.workspace.path}
                <CopyButton label="Copy folder" text={state.workspace.path} />
              </Row>
              <Row name="Project">{state.workspace.projectId}</Row>
              <Row name="Trigger address">
                {state.trigger.url}
                <CopyButton label="Copy trigger address" text={state.trigger.url} />
              </Row>
              <Row name="History">
                {plural(state.history.runs, 'run')}, {bytes(state.history.bytes)}
              </Row>
              <Row name="Version">{state.version}</Row>
            </dl>
            {state.trigger.exposed ? (
              <Note tone="bad">
                The trigger listens beyond this machine: anyone who reaches it can start runs. Take `expose` out to
                close it.
              </Note>
            ) : null}
          </section>
          <section className={styles.card} aria-label="Look">
            <h2>Look</h2>
            <Select<ThemeChoice>
              label="Theme"
              showLabel
              value={choice}
              options={[
                { value: 'system', label: 'Like the system' },
                { value: 'dark', label: 'Dark' },
                { value: 'light', label: 'Light' },
              ]}
              onChange={choose}
            />
          </section>
          <ConnectPanel state={state} workflow={workflow} />
        </div>
        <div className={styles.column}>
          <section className={styles.card} aria-label="Limits">
            <h2>Limits</h2>
            <dl>
              {limits.map(([key, [label, unit]]) => (
                <Row key={key} name={label}>
                  {unit(state.limits[key])}
                  <span className={styles.key}>limits.{key}</span>
                </Row>
              ))}
            </dl>
          </section>
        </div>
      </div>
    </main>
  )
}
