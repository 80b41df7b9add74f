// biome-ignore-all lint/a11y/useSemanticElements: table elements cannot be placed line by line in a scrolling window, so the roles are said
// biome-ignore-all lint/a11y/useFocusableInteractive: the line is the one stop of the keyboard; its heading row takes no focus
import type { LucideIcon } from 'lucide-react'
import { Radio, RotateCw, Send, ShieldX, SquareTerminal, Zap } from 'lucide-react'
import { type KeyboardEvent, useMemo, useRef, useState } from 'react'
import type { WorkflowEntry } from '../../../../shared/control.ts'
import type { RunSource } from '../../../../shared/execution.ts'
import { cx } from '../../components/cx.ts'
import { toneOfCode } from '../../components/status-code.tsx'
import { Count } from '../../components/tag.tsx'
import { VirtualList, type VirtualListHandle } from '../../components/virtual-list.tsx'
import { bytes, clockTime, count, duration } from '../../format.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import { RunMark, runWord } from '../workflows/sidebar-rows.tsx'
import styles from './history.module.css'
import type { HistoryRow } from './history-list.ts'

const SOURCES: Record<RunSource, readonly [icon: LucideIcon, text: string]> = {
  client: [Radio, 'Client'],
  'test-request': [Send, 'Test request'],
  cli: [SquareTerminal, 'Command line'],
  replay: [RotateCw, 'Replay'],
  event: [Zap, 'Event'],
}

const NO_WORKFLOWS: readonly WorkflowEntry[] = []

const COLUMNS = ['Code', 'Workflow, request', 'Trigger', 'Started', 'Response', 'Run', 'Size'] as const

const Trigger = ({ Icon, text }: { readonly Icon: LucideIcon; readonly text: string }) => (
  <span className={styles.trigger}>
    <Icon className="sm d3" aria-hidden />
    {text}
  </span>
)

const cellsOf = (row: Exclude<HistoryRow, { kind: 'day' }>, workflows: readonly WorkflowEntry[]) => {
  if (row.kind === 'refused') {
    const { refused } = row
    const workflow = workflows.find(entry => entry.id !== null && entry.id === refused.workflowId)
    return [
      <span key="code" className={toneOfCode(refused.status)}>
        {refused.status}
      </span>,
      <span key="name" className="el" title={refused.message}>
        {workflow ? <b className={styles.name}>{workflow.name}</b> : <span className={styles.name}>No workflow</span>}{' '}
        <span className="d3">{refused.code}</span>
      </span>,
      <Trigger key="trigger" Icon={ShieldX} text="Refused" />,
      clockTime(refused.at),
      '',
      '',
      '',
    ]
  }
  const { run } = row
  const [Icon, text] = SOURCES[run.source]
  return [
    <RunMark key="mark" run={run} />,
    <span key="name" className="el" title={run.error?.message ?? run.requestName}>
      <b className={styles.name}>{run.workflow}</b>{' '}
      <span className="d3">{run.requestName ?? run.error?.code ?? ''}</span>
    </span>,
    <Trigger key="trigger" Icon={Icon} text={text} />,
    clockTime(run.startedAt),
    run.responseMs === null ? (
      runWord(run.status)
    ) : (
      <span className={cx(run.code === 542 && 'late')}>{duration(run.responseMs)}</span>
    ),
    run.durationMs === null ? '' : duration(run.durationMs),
    run.responseSize === null ? '' : <span title={`${count(run.responseSize)} bytes`}>{bytes(run.responseSize)}</span>,
  ]
}

const nameOf = (row: Exclude<HistoryRow, { kind: 'day' }>): string =>
  row.kind === 'run'
    ? `${row.run.code ?? runWord(row.run.status)}, ${row.run.workflow}, ${clockTime(row.at)}`
    : `${row.refused.status} refused, ${row.refused.code}, ${clockTime(row.at)}`

/** The list of runs as a grid; only the lines in sight are in the page. Arrow keys move, Enter opens. */
export const HistoryGrid = ({
  rows,
  onOpen,
  onEnd,
}: {
  readonly rows: readonly HistoryRow[]
  readonly onOpen: (row: HistoryRow) => void
  readonly onEnd: () => void
}) => {
  const workflows = useWorkspace(store => store.state?.workflows) ?? NO_WORKFLOWS
  const [activeKey, setActiveKey] = useState<string>()
  const list = useRef<VirtualListHandle>(null)
  const grid = useRef<HTMLDivElement>(null)
  const keys = useMemo(() => rows.map(row => row.key), [rows])
  const firstKey = rows.find(row => row.kind !== 'day')?.key
  const stop = rows.some(row => row.key === activeKey) ? activeKey : firstKey

  const move = (from: number, step: 1 | -1) => {
    let to = from + step
    while (rows[to]?.kind === 'day') to += step
    const row = rows[to]
    if (!row) return
    setActiveKey(row.key)
    list.current?.scrollToIndex(to)
    const line = () => grid.current?.querySelector<HTMLElement>(`[data-row="${row.key}"]`)
    // A line out of sight is put into the page with the next frame.
    const present = line()
    if (present) present.focus()
    else requestAnimationFrame(() => line()?.focus())
  }
  const onKeyDown = (event: KeyboardEvent, index: number) => {
    const row = rows[index]
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      move(index, event.key === 'ArrowDown' ? 1 : -1)
    } else if (event.key === 'Enter' && row && !event.ctrlKey && !event.metaKey) onOpen(row)
  }

  return (
    <div
      className={styles.grid}
      role="grid"
      aria-label="Runs"
      aria-rowcount={rows.length + 1}
      aria-colcount={COLUMNS.length}
      ref={grid}
    >
      <div role="rowgroup">
        <div role="row" aria-rowindex={1} className={cx(styles.row, styles.head)}>
          {COLUMNS.map(name => (
            <span
              key={name}
              role="columnheader"
              tabIndex={-1}
              aria-sort={name === 'Started' ? 'descending' : undefined}
            >
              {name}
            </span>
          ))}
        </div>
      </div>
      <VirtualList
        ref={list}
        role="rowgroup"
        count={rows.length}
        rowHeight={27}
        keys={keys}
        onEnd={onEnd}
        render={index => {
          const row = rows[index]
          if (!row) return null
          if (row.kind === 'day') {
            return (
              <div role="row" tabIndex={-1} aria-rowindex={index + 2} className={styles.day}>
                <span role="gridcell" tabIndex={-1} aria-colspan={COLUMNS.length}>
                  {row.text}
                  <Count>{row.count}</Count>
                </span>
              </div>
            )
          }
          return (
            <div
              role="row"
              aria-rowindex={index + 2}
              aria-label={nameOf(row)}
              data-row={row.key}
              tabIndex={row.key === stop ? 0 : -1}
              className={styles.row}
              onFocus={() => setActiveKey(row.key)}
              onClick={() => onOpen(row)}
              onKeyDown={event => onKeyDown(event, index)}
            >
              {cellsOf(row, workflows).map((cell, column) => (
                <span key={COLUMNS[column]} role="gridcell" tabIndex={-1}>
                  {cell}
                </span>
              ))}
            </div>
          )
        }}
      />
    </div>
  )
}
