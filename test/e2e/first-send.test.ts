import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

let app: App
let page: Page

beforeAll(async () => {
  app = await startApp()
  page = await app.open({ viewport: { width: 1280, height: 800 } })
})
afterAll(() => app.close())

const flow = () => page.getByRole('region', { name: 'Flow' })
const answer = () => page.getByRole('region', { name: 'Response' }).getByRole('status')

describe('the first send', () => {
  it('needs nothing but Send: a workflow and a request are selected, and the token has left the address', async () => {
    await seen(page.getByRole('option', { name: 'Create lead', selected: true }))
    await seen(page.getByRole('option', { name: 'Lead with contract', selected: true }))
    await seen(flow().getByRole('listitem', { name: 'Normalise lead, not run' }))
    expect(page.url()).not.toContain('token')
  })

  it('has everything in sight at 1280×800 without scrolling', async () => {
    const size = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement
      return [scrollWidth, scrollHeight]
    })
    expect(size).toEqual([1280, 800])
    const send = await page.getByRole('button', { name: 'Send', exact: true }).boundingBox()
    const status = await answer().boundingBox()
    expect((send?.y ?? 800) + (send?.height ?? 0)).toBeLessThan(800)
    expect((status?.y ?? 800) + (status?.height ?? 0)).toBeLessThan(800)
  })

  it('shows the answer and lights the path that was taken', async () => {
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await seen(answer().getByText('200'))
    await seen(flow().getByRole('listitem', { name: /^Normalise lead, succeeded, \d+ ms$/ }))
    await seen(flow().getByRole('listitem', { name: /^Create lead in CRM, succeeded/ }))
    await seen(flow().getByRole('listitem', { name: 'Conflict, skipped' }))
    await seen(flow().getByText(/^Response sent at/))
    await seen(page.getByRole('button', { name: 'All 1 run', exact: true }))
  })

  it('tells the time to the response apart from the time of the run', async () => {
    const waterfall = page.getByRole('region', { name: 'Waterfall' })
    await seen(waterfall.getByText(/^Response \d+ ms$/))
    await seen(waterfall.getByRole('button', { name: /^Find contact/ }))
  })

  it('shows what a step got, gave and wrote', async () => {
    await flow()
      .getByRole('button', { name: /^Normalise lead/ })
      .click()
    const step = page.getByRole('region', { name: 'Step', exact: true })
    await seen(step.getByRole('tabpanel', { name: 'Configure' }).getByText('trigger.request.body'))
    await seen(step.getByText('mary.somerville@example.com'))
    await step.getByRole('tab', { name: 'Output' }).click()
    await seen(step.getByRole('tabpanel', { name: 'Output' }).getByRole('treeitem').filter({ hasText: 'email' }))
  })

  it('answers 409 for the same lead again, and paints the other branch', async () => {
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await seen(answer().getByText('409'))
    await seen(flow().getByRole('listitem', { name: /^Conflict, succeeded/ }))
    await seen(flow().getByRole('listitem', { name: 'Create lead in CRM, skipped' }))
  })

  it('writes no error to the console', () => {
    expect(app.errors).toEqual([])
  })
})
