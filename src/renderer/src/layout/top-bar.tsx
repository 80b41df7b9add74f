import { ChevronsUpDown, Folder, Radio, Search, SunMoon } from 'lucide-react'
import { Button, IconButton } from '../components/button.tsx'
import { CopyButton } from '../components/copy-button.tsx'
import { cx } from '../components/cx.ts'
import { Kbd, MOD } from '../components/kbd.tsx'
import { Menu } from '../components/menu.tsx'
import { Dot } from '../components/tag.tsx'
import { useCatch } from '../features/workflows/catch.ts'
import { useSelectedWorkflow } from '../stores/selection.ts'
import { useWorkspace } from '../stores/workspace.ts'
import { type ThemeChoice, useTheme } from '../theme/theme.ts'
import { desktop } from './desktop.ts'
import { Logo } from './logo.tsx'
import styles from './top-bar.module.css'

const THEMES: readonly (readonly [choice: ThemeChoice, label: string])[] = [
  ['system', 'Like the system'],
  ['dark', 'Dark'],
  ['light', 'Light'],
]

const WorkspaceName = ({ name, path }: { readonly name: string; readonly path: string }) => {
  const { openWorkspace } = desktop
  const content = (
    <>
      <Folder aria-hidden />
      <span className={styles.name}>{name}</span>
    </>
  )
  if (!openWorkspace) {
    return (
      <span className={styles.workspace} title={path}>
        {content}
      </span>
    )
  }
  return (
    <Button
      variant="quiet"
      aria-label={`Workspace ${name}, open another`}
      title={path}
      onClick={() => void openWorkspace()}
    >
      {content}
      <ChevronsUpDown className="sm" aria-hidden />
    </Button>
  )
}

/** The bar at the top: workspace, search, the trigger's address, catching a request, theme. */
export const TopBar = ({ onSearch }: { readonly onSearch: () => void }) => {
  const { state, connection } = useWorkspace()
  const { choice, choose } = useTheme()
  const workflow = useSelectedWorkflow()
  const { waiting, start, stop } = useCatch()
  const address = state ? new URL(state.trigger.url).host : ''

  return (
    <header className={styles.top}>
      <span className={styles.logo}>
        <Logo />
        <span className={styles.brand}>Triggerbench</span>
      </span>
      {state ? <WorkspaceName name={state.workspace.name} path={state.workspace.path} /> : null}
      <span className={styles.grow} />
      <button type="button" className={styles.find} aria-keyshortcuts="Control+K Meta+K" onClick={onSearch}>
        <Search className="sm" aria-hidden />
        <span className={styles.findText}>Search workflows, runs, commands</span>
        <Kbd>{MOD} K</Kbd>
      </button>
      <span className={styles.grow} />
      {state ? (
        <span className={cx(styles.address, state.trigger.exposed && styles.exposed)}>
          <Dot tone={connection === 'open' ? 'ok' : 'warn'} />
          <span className="mono">{address}</span>
          {state.trigger.exposed ? <span className="bad">exposed</span> : null}
          <CopyButton label="Copy address" text={state.trigger.url} />
        </span>
      ) : null}
      <Button
        aria-pressed={waiting}
        className={waiting ? styles.waiting : undefined}
        onClick={() => (waiting ? stop() : start(workflow))}
      >
        <Radio aria-hidden />
        Catch a request
      </Button>
      <Menu
        align="end"
        trigger={
          <IconButton label="Theme">
            <SunMoon aria-hidden />
          </IconButton>
        }
        items={THEMES.map(([id, label]) => ({
          id,
          label,
          ...(id === choice ? { hint: 'in use' } : {}),
          onSelect: () => choose(id),
        }))}
      />
    </header>
  )
}
