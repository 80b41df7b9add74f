import { type ComponentType, lazy, Suspense, useEffect, useMemo, useState } from 'react'
import styles from './app.module.css'
import { ToastViewport } from './components/toast.tsx'
import { Workbench } from './features/workflows/workbench.tsx'
import { allCommands } from './layout/commands.ts'
import { Footer } from './layout/footer.tsx'
import { Gate } from './layout/gate.tsx'
import { HostBanner } from './layout/host-banner.tsx'
import { Palette } from './layout/palette.tsx'
import { Rail } from './layout/rail.tsx'
import { useShortcuts } from './layout/shortcuts.ts'
import { TopBar } from './layout/top-bar.tsx'
import { TrustBanner } from './layout/trust-banner.tsx'
import { useFolded } from './layout/use-media.ts'
import type { Route } from './stores/route.ts'
import { useRouter } from './stores/router.ts'
import { useSelectedRequest, useSelectedWorkflow } from './stores/selection.ts'
import { sendEntry } from './stores/sends.ts'
import { startSync } from './stores/sync.ts'

const HistoryPlace = lazy(async () => ({
  default: (await import('./features/history/history-place.tsx')).HistoryPlace,
}))
const SettingsPlace = lazy(async () => ({
  default: (await import('./features/settings/settings-place.tsx')).SettingsPlace,
}))

const PLACES: Record<Route['place'], ComponentType> = {
  workbench: Workbench,
  history: HistoryPlace,
  settings: SettingsPlace,
}

const TITLES: Record<Route['place'], string> = { workbench: '', history: 'History', settings: 'Settings' }

/** The whole page: bars around the place that the address names. */
export const App = () => {
  const { place } = useRouter(state => state.route)
  const [searching, setSearching] = useState(false)
  const folded = useFolded()
  const workflow = useSelectedWorkflow()
  const request = useSelectedRequest()
  const Place = PLACES[place]

  useEffect(startSync, [])

  useEffect(() => {
    document.title = [TITLES[place] || workflow?.name, 'Triggerbench'].filter(Boolean).join(' · ')
  }, [place, workflow?.name])

  const shortcuts = useMemo(
    () => [
      { key: 'k', run: () => setSearching(open => !open) },
      { key: 'Enter', run: () => sendEntry(workflow, request) },
    ],
    [workflow, request],
  )
  useShortcuts(shortcuts)

  return (
    <div className={styles.app}>
      <TopBar onSearch={() => setSearching(true)} />
      <HostBanner />
      <TrustBanner />
      <div className={styles.row}>
        <Rail folded={folded} />
        <Gate>
          <Suspense fallback={null}>
            <Place />
          </Suspense>
        </Gate>
      </div>
      <Footer />
      <Palette open={searching} onOpenChange={setSearching} commands={() => allCommands(workflow, request)} />
      <ToastViewport />
    </div>
  )
}
