import { mkdirSync } from 'node:fs'
import { app, dialog } from 'electron'
import { parseMainArguments } from './arguments.ts'
import { exampleWorkspace, placesFor, programLayout, workspaceFolder } from './places.ts'
import { recentWorkspaces } from './recent-workspaces.ts'
import { createWorkbench, type Workbench } from './workbench.ts'

async function run(): Promise<void> {
  const base = app.getPath('userData')
  const layout = programLayout(app, process.resourcesPath)
  const wanted = parseMainArguments(process.argv, app.isPackaged)
  const last = recentWorkspaces(placesFor(base, '').recentFile)[0]
  const example = () => exampleWorkspace(layout, app.getPath('documents'))
  const named = wanted.workspace ?? last ?? example()
  // The example is this program's own.
  const hostArguments = (wanted.workspace ?? last) ? wanted.host : [...wanted.host, '--trust']
  const workspace = workspaceFolder(named)
  if (!workspace) {
    dialog.showErrorBox('This workspace could not be opened.', `There is no folder ${named}.`)
    return app.exit(3)
  }

  const places = placesFor(base, workspace)
  mkdirSync(places.profile, { recursive: true, mode: 0o700 })
  // Electron's lock belongs to the profile folder, so one profile a workspace gives one window a workspace.
  app.setPath('userData', places.profile)
  if (!app.requestSingleInstanceLock()) return app.exit(0)

  let workbench: Workbench | undefined
  let stopped = false
  app.on('second-instance', () => workbench?.show())
  app.on('activate', () => workbench?.show())
  app.on('window-all-closed', () => app.quit())
  app.on('will-quit', event => {
    if (stopped || !workbench) return
    event.preventDefault()
    void workbench.stop().finally(() => {
      stopped = true
      // Electron is still leaving the prevented quit when nothing had to be waited for; it would not hear another one yet.
      setImmediate(() => app.quit())
    })
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => app.quit())

  await app.whenReady()
  workbench = await createWorkbench({ workspace, layout, places, hostArguments })
  await workbench.open()
}

run().catch(error => {
  dialog.showErrorBox('Triggerbench could not start.', error instanceof Error ? error.message : String(error))
  app.exit(1)
})
