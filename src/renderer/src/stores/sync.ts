import { hasToken } from '../api/client.ts'
import { followEvents } from '../api/events.ts'
import { parseRoute } from './route.ts'
import { useRouter } from './router.ts'
import { hasEnded } from './run-index.ts'
import { useRuns } from './runs.ts'
import { useWorkspace } from './workspace.ts'

const COUNT_MS = 2000
const FIRST_COUNT_MS = 150

const readAll = async (): Promise<void> => {
  await useWorkspace.getState().refresh()
  const runs = useRuns.getState()
  await Promise.all([runs.loadRefused(), ...Object.keys(runs.recent).map(id => runs.loadRecent(id))])
  await Promise.all(Object.values(runs.details).flatMap(run => (hasEnded(run) ? [] : [runs.loadRun(run.id, true)])))
}

let reading: Promise<void> | undefined

/** Reads everything anew; one reading at a time, for the first one and the opening of the stream come together. */
const reload = (): Promise<void> => {
  reading ??= readAll().finally(() => {
    reading = undefined
  })
  return reading
}

const quietly = (work: Promise<unknown>): void => {
  work.catch(() => undefined)
}

/**
 * Keeps the stores in step with the host: everything is read at the start and whenever the stream opens again (nothing tells what was
 * missed while it was closed), events are applied as they come. Gives the function that stops it.
 */
export const startSync = (): (() => void) => {
  const { setConnection, refresh } = useWorkspace.getState()
  let opened = false
  let counting: ReturnType<typeof setTimeout> | undefined
  let counted = Number.NEGATIVE_INFINITY
  // How many runs the history holds is part of the state. It is read soon after the first one that comes in, and again at most every
  // two seconds while more do.
  const countLater = () => {
    const wait = Math.max(FIRST_COUNT_MS, counted + COUNT_MS - performance.now())
    counting ??= setTimeout(() => {
      counting = undefined
      counted = performance.now()
      quietly(refresh())
    }, wait)
  }
  if (!hasToken()) {
    setConnection('denied')
    return () => undefined
  }
  quietly(reload())
  const stop = followEvents(
    event => {
      if (event.type === 'workspace') quietly(refresh())
      else if (event.type === 'focus') {
        if (event.path) {
          const address = new URL(event.path, location.origin)
          history.pushState(null, '', address.pathname + address.search)
          useRouter.setState({ route: parseRoute(address.pathname, address.search) })
        }
        window.focus()
      } else {
        useRuns.getState().apply(event)
        countLater()
      }
    },
    status => {
      setConnection(status)
      if (status !== 'open') return
      quietly(opened ? readAll() : reload())
      opened = true
    },
  )
  return () => {
    clearTimeout(counting)
    stop()
  }
}
