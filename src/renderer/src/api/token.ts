const KEY = 'triggerbench.token'

/**
 * The control token of this origin. It arrives in the address's fragment (`#token=…`, never sent to a server), is kept for the
 * origin and taken out of the address bar at once; null when this page was never opened with one.
 */
export const takeToken = (): string | null => {
  const fragment = new URLSearchParams(location.hash.slice(1))
  const arrived = fragment.get('token')
  if (arrived) {
    localStorage.setItem(KEY, arrived)
    fragment.delete('token')
    const rest = fragment.toString()
    history.replaceState(history.state, '', location.pathname + location.search + (rest ? `#${rest}` : ''))
  }
  return localStorage.getItem(KEY)
}
