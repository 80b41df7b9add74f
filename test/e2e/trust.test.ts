import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { systemClock } from '../../src/host/engine/clock.ts'
import { createHost } from '../../src/host/host.ts'
import { trustOf } from '../../src/host/workspace/trust.ts'
import { launchBrowser } from '../support/browser.ts'
import { exampleWorkspace } from './open-app.ts'

it('a folder opened for the first time asks for trust, and says nothing more once it has it', async () => {
  const workspace = exampleWorkspace()
  const user = mkdtempSync(join(tmpdir(), 'triggerbench-user-'))
  const uiDir = join(import.meta.dirname, '../../out/renderer')
  const trust = (root: string) => trustOf(root, systemClock, user)
  const host = await createHost({ root: workspace.folder, port: 0, controlPort: 0, uiDir, trust })
  const browser = await launchBrowser()
  onTestFinished(async () => {
    await browser.close()
    await host.close()
    workspace.remove()
    rmSync(user, { recursive: true })
  })
  const page = await browser.newPage()
  await page.goto(host.controlUrl)
  const question = page.getByRole('region', { name: 'Trust this folder' })
  await question.waitFor()
  expect(await question.textContent()).toContain(workspace.folder)
  await question.getByRole('button', { name: 'Trust this folder' }).click()
  await question.waitFor({ state: 'detached' })
  expect(trust(workspace.folder).trusted).toBe(true)
})
