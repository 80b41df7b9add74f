/** A place of the app with its address. `run` and `refused` paint something from the past on the workbench. */
export type Route =
  | { readonly place: 'workbench'; readonly runId?: string; readonly refusedId?: string }
  | { readonly place: 'history' }
  | { readonly place: 'settings' }

/** Reads an address of this app; an unknown one is the workbench. */
export const parseRoute = (pathname: string, search: string): Route => {
  const [first, second] = pathname.split('/').filter(Boolean)
  if (first === 'history') return { place: 'history' }
  if (first === 'settings') return { place: 'settings' }
  if (first === 'runs' && second) {
    const id = decodeURIComponent(second)
    return new URLSearchParams(search).has('refused')
      ? { place: 'workbench', refusedId: id }
      : { place: 'workbench', runId: id }
  }
  return { place: 'workbench' }
}

/** The address of a place. */
export const addressOf = (route: Route): string => {
  if (route.place !== 'workbench') return `/${route.place}`
  if (route.runId) return `/runs/${encodeURIComponent(route.runId)}`
  return route.refusedId ? `/runs/${encodeURIComponent(route.refusedId)}?refused` : '/'
}
