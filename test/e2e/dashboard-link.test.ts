import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

const CREATE_LEAD = '6f1c2a54-0d0e-4f0e-9a55-2f2d3c9b7a11'

let app: App
let page: Page

beforeAll(async () => {
  app = await startApp()
  page = await app.open()
})
afterAll(() => app.close())

const send = async (email: string) => {
  const response = await fetch(`${app.host.trigger}/projects/crm-demo/sdk/triggers/${CREATE_LEAD}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email }),
  })
  await response.arrayBuffer()
  return response.headers.get('x-execution-id') ?? ''
}

it('the dashboard’s link opens its run, without a token in it, though newer ones came', async () => {
  const runId = await send('linked@example.com')
  await send('newer@example.com')
  await page.goto(`${app.host.trigger}/connect/projects/crm-demo/history/workflows/${CREATE_LEAD}/executions/${runId}`)
  await seen(page.getByRole('button', { name: /^Run .* pick another$/ }).and(page.getByTitle(runId)))
  expect(new URL(page.url()).pathname).toBe(`/runs/${runId}`)
  await seen(page.getByRole('region', { name: 'Response' }).getByRole('status').getByText('200'))
})
