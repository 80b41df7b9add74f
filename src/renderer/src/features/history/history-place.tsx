import { History, Search, X } from 'lucide-react'
import { useDeferredValue, useMemo, useState } from 'react'
import { Button, IconButton } from '../../components/button.tsx'
import { EmptyState } from '../../components/empty-state.tsx'
import { TextField } from '../../components/field.tsx'
import { Select, type SelectOption } from '../../components/select.tsx'
import { navigate } from '../../stores/router.ts'
import { useRuns } from '../../stores/runs.ts'
import { selectRefused, selectRun } from '../../stores/selection.ts'
import { useWorkspace } from '../../stores/workspace.ts'
import styles from './history.module.css'
import { HistoryGrid } from './history-grid.tsx'
import { type HistoryFilter, type HistoryRow, NO_FILTER, rowsOf, shownText } from './history-list.ts'
import { useHistory } from './use-history.ts'

const ANY = { value: '', label: 'any' }

const STATUSES: readonly SelectOption[] = [
  ANY,
  { value: 'EXECUTING', label: 'running' },
  { value: 'DELAYED', label: 'delayed' },
  { value: 'SUCCEEDED', label: 'succeeded' },
  { value: 'FAILED', label: 'failed' },
  { value: 'CANCELLED', label: 'stopped' },
  { value: 'refused', label: 'refused' },
]

const CODES: readonly SelectOption[] = [
  ANY,
  ...['2xx', '4xx', '5xx', '200', '202', '400', '404', '409', '413', '422', '500', '503', '542'].map(code => ({
    value: code,
    label: code,
  })),
]

const open = (row: HistoryRow): void => {
  if (row.kind === 'run') selectRun(row.run.id)
  else if (row.kind === 'refused') selectRefused(row.refused.id)
}

/** Every run since the first, newest first, with the requests that were refused among them. */
export const HistoryPlace = () => {
  const [filter, setFilter] = useState<HistoryFilter>(NO_FILTER)
  const text = useDeferredValue(filter.text)
  const pages = useHistory(filter)
  const refused = useRuns(state => state.refused)
  const state = useWorkspace(store => store.state)
  const rows = useMemo(
    () => rowsOf(pages.runs, refused, { ...filter, text }, pages.complete, Date.now()),
    [pages.runs, pages.complete, refused, filter, text],
  )
  const isFiltered = filter !== NO_FILTER && Object.values(filter).some(value => value !== '')
  const set = (change: Partial<HistoryFilter>) => setFilter({ ...filter, ...change })
  const workflows: readonly SelectOption[] = [
    ANY,
    ...(state?.workflows ?? []).flatMap(entry => (entry.id ? [{ value: entry.id, label: entry.name }] : [])),
  ]

  return (
    <main className={styles.place}>
      <div className={styles.bar}>
        <h1 className={styles.title}>History</h1>
        <TextField
          label="Search"
          type="search"
          className={styles.search}
          placeholder="Name, id or error"
          value={filter.text}
          leading={<Search className="sm d3" aria-hidden />}
          onChange={event => set({ text: event.target.value })}
        />
        <Select
          label="Workflow"
          showLabel
          active={filter.workflow !== ''}
          value={filter.workflow}
          options={workflows}
          onChange={workflow => set({ workflow })}
        />
        <Select
          label="Status"
          showLabel
          active={filter.status !== ''}
          value={filter.status}
          options={STATUSES}
          onChange={status => set({ status })}
        />
        <Select
          label="Code"
          showLabel
          active={filter.code !== ''}
          value={filter.code}
          options={CODES}
          onChange={code => set({ code })}
        />
        {isFiltered ? (
          <IconButton label="Clear filters" onClick={() => setFilter(NO_FILTER)}>
            <X aria-hidden />
          </IconButton>
        ) : null}
        <span className={styles.grow} />
        <span className="d3" role="status">
          {shownText(rows, state?.history.runs ?? 0, isFiltered)}
        </span>
      </div>
      {pages.error ? (
        <EmptyState title="The history could not be read">{pages.error}</EmptyState>
      ) : rows.length > 0 ? (
        <HistoryGrid rows={rows} onOpen={open} onEnd={pages.loadMore} />
      ) : pages.loading ? null : (
        <EmptyState
          icon={<History aria-hidden />}
          title={isFiltered ? 'Nothing matches these filters' : 'No run yet'}
          action={
            isFiltered ? (
              <Button onClick={() => setFilter(NO_FILTER)}>Clear filters</Button>
            ) : (
              <Button onClick={() => navigate({ place: 'workbench' })}>To the workbench</Button>
            )
          }
        >
          {isFiltered
            ? 'Widen them, or clear them all.'
            : 'Send a request on the workbench; its run is kept here for good.'}
        </EmptyState>
      )}
    </main>
  )
}
