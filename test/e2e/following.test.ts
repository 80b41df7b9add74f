import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gone, seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

const CREATE_LEAD = '6f1c2a54-0d0e-4f0e-9a55-2f2d3c9b7a11'

let app: App
let page: Page

const trigger = (body: string) =>
  fetch(`${app.host.trigger}/projects/crm-demo/sdk/triggers/${CREATE_LEAD}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  })

const address = () => page.getByRole('button', { name: /^Run .* pick another$/ })

beforeAll(async () => {
  app = await startApp()
  page = await app.open({ viewport: { width: 1440, height: 900 } })
  await seen(page.getByRole('option', { name: 'Create lead', selected: true }))
})
afterAll(() => app.close())

describe('the workbench follows', () => {
  it('a run that another program started', async () => {
    await trigger('{"email":"first@example.com"}')
    await seen(
      page.getByRole('region', { name: 'Flow' }).getByRole('listitem', { name: /^Create lead in CRM, succeeded/ }),
    )
    await seen(page.getByRole('region', { name: 'Response' }).getByRole('status').getByText('200'))
  })

  it('nothing but the picked run once a person has picked another, and the newest again when told', async () => {
    await trigger('{"email":"first@example.com"}')
    await seen(page.getByRole('listbox', { name: 'Runs' }).getByRole('option', { name: /^409/ }))
    await page.getByRole('listbox', { name: 'Runs' }).getByRole('option', { name: /^200/ }).click()
    expect(new URL(page.url()).pathname).toMatch(/^\/runs\//)
    const picked = await address().getAttribute('title')
    await trigger('{"email":"second@example.com"}')
    await seen(page.getByRole('listbox', { name: 'Runs' }).getByRole('option').nth(2))
    expect(await address().getAttribute('title')).toBe(picked)
    await page.getByRole('button', { name: 'Follow newest' }).click()
    await gone(page.getByRole('button', { name: 'Follow newest' }))
    expect(await address().getAttribute('title')).not.toBe(picked)
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('the request of a run that another program started, readable as the message that came in', async () => {
    await fetch(`${app.host.trigger}/projects/crm-demo/sdk/triggers/${CREATE_LEAD}?from=client`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-note': 'caf\u00e9' },
      body: '{"email":"wire@example.com"}',
    })
    const composer = page.getByRole('region', { name: 'Composer', exact: true })
    await composer.getByRole('tab', { name: 'Raw', exact: true }).click()
    await composer.getByRole('button', { name: 'As received' }).click()
    const message = composer.getByRole('region', { name: 'Bytes as received' })
    await seen(
      message.filter({ hasText: /^POST \/projects\/crm-demo\/sdk\/triggers\/[\w-]+\?from=client HTTP\/1\.1host: /i }),
    )
    await seen(message.filter({ hasText: 'x-note: caf\\xe9' }))
    await seen(message.getByText('{"email":"wire@example.com"}'))
    await page.reload()
    await composer.getByRole('button', { name: 'As received' }).click()
    await seen(message.getByText('{"email":"wire@example.com"}'))
    await composer.getByRole('tab', { name: 'Body', exact: true }).click()
  })

  it('a failed run to its failed step, and says what, where and what to do', async () => {
    await page.getByRole('option', { name: 'Pull contacts' }).click()
    await page.getByRole('option', { name: /limit that is none/i }).click()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    const step = page.getByRole('region', { name: 'Step', exact: true })
    await seen(step.getByRole('alert').getByText(/limit is a whole number/))
    await seen(step.getByRole('heading', { name: 'Read the page asked for' }))
  })

  it('a refused request stands among the runs with its reason', async () => {
    await page.getByRole('option', { name: 'Create lead' }).click()
    await trigger('{ not json')
    await page.getByRole('option', { name: /400.*refused/ }).click()
    await seen(page.getByText('BODY_NOT_JSON').first())
    await seen(page.getByRole('region', { name: 'Response' }).getByRole('status').getByText('400'))
    await seen(page.getByRole('region', { name: 'Refused request' }).getByText('{ not json'))
  })

  it('the refusal of what was sent here, until a newer run comes', async () => {
    await page.getByRole('combobox', { name: 'Method' }).click()
    await page.getByRole('option', { name: 'PUT', exact: true }).click()
    await page.getByRole('button', { name: 'Send', exact: true }).click()
    await seen(page.getByRole('region', { name: 'Refused request' }).getByText(/^PUT/))
    await seen(page.getByRole('option', { name: /405.*refused/, selected: true }))
    await seen(page.getByRole('region', { name: 'Response' }).getByText('METHOD_NOT_ALLOWED').first())
    await seen(page.getByRole('region', { name: 'Flow' }).getByRole('listitem', { name: 'Find contact, not run' }))
    await trigger('{"email":"newer@example.com"}')
    await seen(page.getByRole('region', { name: 'Flow' }).getByRole('listitem', { name: /^Find contact, succeeded/ }))
  })

  it('catches a request: copies the address, waits, and says when it has come', async () => {
    await page.getByRole('button', { name: 'Catch a request' }).click()
    await seen(page.getByText('Waiting for a request to Create lead'))
    await trigger('{"email":"caught@example.com"}')
    await seen(page.getByText('Caught POST for Create lead'))
    await page.getByRole('region', { name: 'Notifications' }).getByRole('button', { name: 'Show' }).click()
    await gone(page.getByText('Caught POST for Create lead'))
  })

  it('without an error in the console', () => {
    expect(app.errors).toEqual([])
  })
})
