import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import type { RunSummary } from '../../../../shared/execution.ts'
import { ApiError, api } from '../../api/client.ts'
import { useRuns } from '../../stores/runs.ts'
import { type HistoryFilter, mergeRuns, runMatches } from './history-list.ts'

const PAGE = 100
const REFRESH_MS = 400

/** True when a newly read first page joins the list without a gap. */
const overlaps = (known: readonly RunSummary[], page: readonly RunSummary[]): boolean => {
  const ids = new Set(known.map(run => run.id))
  return known.length === 0 || page.length < PAGE || page.some(run => ids.has(run.id))
}

export type HistoryPages = {
  readonly runs: readonly RunSummary[]
  /** True when the oldest run is there. */
  readonly complete: boolean
  readonly loading: boolean
  readonly error: string | undefined
  readonly loadMore: () => void
}

/** The runs that match a filter, read page by page by key, with those that come in put on top as they come. */
export const useHistory = (filter: HistoryFilter): HistoryPages => {
  const [runs, setRuns] = useState<readonly RunSummary[]>([])
  const [next, setNext] = useState<string | null>()
  const [error, setError] = useState<string>()
  const [loading, setLoading] = useState(false)
  const generation = useRef(0)
  const busy = useRef(false)
  const { workflow, status, code } = filter
  const onlyRefused = status === 'refused'
  // A class of codes is narrowed here; the host knows single ones.
  const query = useMemo(
    () => ({ workflow, status: onlyRefused ? '' : status, code: code.endsWith('xx') ? '' : code, limit: PAGE }),
    [workflow, status, code, onlyRefused],
  )

  const read = useCallback(
    async (before: string | undefined) => {
      if (busy.current) return
      busy.current = true
      const mine = generation.current
      setLoading(true)
      try {
        const page = await api.runs(before === undefined ? query : { ...query, before })
        if (mine !== generation.current) return
        setRuns(known => mergeRuns(known, page.items))
        setNext(page.next)
        setError(undefined)
      } catch (cause) {
        if (mine === generation.current) setError(cause instanceof ApiError ? cause.message : String(cause))
      } finally {
        if (mine === generation.current) {
          busy.current = false
          setLoading(false)
        }
      }
    },
    [query],
  )

  useEffect(() => {
    generation.current += 1
    busy.current = false
    setRuns([])
    setNext(onlyRefused ? null : undefined)
    if (!onlyRefused) void read(undefined)
  }, [read, onlyRefused])

  // New runs come with the events; the first page is read again soon after, for a burst brings more than the events carry.
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = async () => {
      timer = undefined
      const page = await api.runs(query)
      setRuns(known => (overlaps(known, page.items) ? mergeRuns(known, page.items) : page.items))
      setNext(before => (before === undefined ? page.next : before))
    }
    const stop = useRuns.subscribe((state, before) => {
      if (state.summaries === before.summaries || onlyRefused) return
      const changed = Object.values(state.summaries).filter(run => before.summaries[run.id] !== run)
      const mine = changed.filter(run => runMatches(run, { ...filter, text: '' }))
      if (mine.length === 0) return
      setRuns(known => mergeRuns(known, mine))
      timer ??= setTimeout(() => void refresh().catch(() => undefined), REFRESH_MS)
    })
    return () => {
      stop()
      clearTimeout(timer)
    }
  }, [filter, query, onlyRefused])

  const loadMore = useCallback(() => {
    if (next) void read(next)
  }, [next, read])

  return { runs, complete: next === null, loading, error, loadMore }
}
