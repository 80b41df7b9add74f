import { create } from 'zustand'
import { addressOf, parseRoute, type Route } from './route.ts'

type RouterStore = { readonly route: Route }

/** Where the person is; the browser's Back and Forward move through it. */
export const useRouter = create<RouterStore>(set => {
  addEventListener('popstate', () => set({ route: parseRoute(location.pathname, location.search) }))
  return { route: parseRoute(location.pathname, location.search) }
})

/** Goes to a place; an address that is already shown makes no new entry in the browser's history. */
export const navigate = (route: Route): void => {
  const address = addressOf(route)
  if (address !== location.pathname + location.search) history.pushState(null, '', address)
  useRouter.setState({ route })
}
