import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

let app: App

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

describe('the workspace on disk', () => {
  it('shows an edit at once, a mistake with its line, and the workflow again when it is mended', async () => {
    const page = await app.open({ viewport: { width: 1440, height: 900 } })
    const file = join(app.folder, 'workflows/pull-contacts.workflow.yaml')
    const text = readFileSync(file, 'utf8')
    await seen(page.getByRole('option', { name: 'Pull contacts' }))

    writeFileSync(file, text.replace('type: response', 'type: respnose'))
    const broken = page
      .getByRole('listbox', { name: 'Workflows' })
      .getByRole('option')
      .filter({ hasText: /line \d+/ })
    await seen(broken)
    await broken.click()
    const step = page.getByRole('region', { name: 'Step', exact: true })
    await seen(step.getByText(/pull-contacts\.workflow\.yaml, line \d+, column \d+/))
    await seen(step.getByText(/Mend the file in your editor and save it/))

    writeFileSync(file, text.replace('name: Pull contacts', 'name: Pull all contacts'))
    await seen(page.getByRole('option', { name: 'Pull all contacts' }))
    await seen(page.getByRole('region', { name: 'Flow' }).getByRole('listitem', { name: /^List contacts/ }))
  })

  it('asks for the key when the page was never opened with it', async () => {
    const context = await app.browser.newContext()
    const page = await context.newPage()
    await page.goto(new URL(app.host.control).origin)
    await seen(page.getByText("This page needs the host's key"))
    await context.close()
  })

  it('has written no error to the console', () => {
    expect(app.errors).toEqual([])
  })
})
