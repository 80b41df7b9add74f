import { ToastViewport } from './components/toast.tsx'

/** The whole page. */
export const App = () => <ToastViewport />
