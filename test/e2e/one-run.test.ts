import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TOKEN_HEADER } from '../../src/shared/control.ts'
import { seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

const PRICES = `id: prices
name: Prices
trigger: { type: request }
steps:
  - id: each
    type: fanOut
    iterator: [pear, plum, fig]
    steps:
      - id: price
        type: function
        parameters: { item: '{{ each.instance }}' }
        code: |
          function price({ item }) {
            if (item === 'plum') throw new Error('no price for plum')
            return item.length
          }
`

const GREETING = `id: greeting
name: Greeting
trigger: { type: request }
steps:
  - { id: reply, type: response, statusCode: 200, responseType: JSON, body: { hello: there } }
`

let app: App
let page: Page

const call = async (id: string): Promise<string> => {
  const answer = await fetch(`${app.host.trigger}/projects/crm-demo/sdk/triggers/${id}`, { method: 'POST' })
  return answer.headers.get('x-execution-id') ?? ''
}

/** A page on the run at its address. */
const show = (runId: string): Promise<Page> =>
  app.open({ viewport: { width: 1440, height: 900 }, path: `/runs/${runId}` })

beforeAll(async () => {
  app = await startApp()
  page = await app.open({ viewport: { width: 1440, height: 900 } })
  writeFileSync(join(app.folder, 'workflows/prices.workflow.yaml'), PRICES)
  writeFileSync(join(app.folder, 'workflows/greeting.workflow.yaml'), GREETING)
  await seen(page.getByRole('option', { name: 'Prices' }))
  await seen(page.getByRole('option', { name: 'Greeting' }))
})
afterAll(() => app.close())

describe('a fan-out in which one item failed', () => {
  const step = () => page.getByRole('region', { name: 'Step', exact: true })
  const iteration = () => step().getByRole('combobox', { name: 'Iteration' })

  it('opens on the iteration that failed, with its item, and marks it in the menu', async () => {
    page = await show(await call('prices'))
    await seen(
      step()
        .getByRole('alert')
        .getByText(/no price for plum/)
        .first(),
    )
    expect(await iteration().textContent()).toBe('Iteration2')
    await seen(step().getByRole('region', { name: 'Parameters' }).getByText('"plum"'))
    await iteration().click()
    expect(await page.getByRole('option', { name: /^\d( ?failed)?$/ }).allTextContents()).toEqual(['1', '2failed', '3'])
  })

  it('shows another iteration as it went: no error, its own item', async () => {
    await page.getByRole('option', { name: '3', exact: true }).click()
    await seen(step().getByRole('region', { name: 'Parameters' }).getByText('"fig"'))
    expect(await step().getByRole('alert').count()).toBe(0)
    await seen(step().getByText('succeeded'))
  })

  it('numbers the lines of code as the document does, as the stack names them', async () => {
    await iteration().click()
    await page.getByRole('option', { name: /^2 ?failed$/ }).click()
    await seen(
      step()
        .getByRole('alert')
        .getByText(/prices\.workflow\.yaml:14:/)
        .first(),
    )
    await seen(step().getByRole('region', { name: 'Code', exact: true }).locator('.line-numbers').getByText('14'))
  })
})

describe('a run at its address', () => {
  it('has the bytes that would be sent next, though no request is saved', async () => {
    page = await show(await call('greeting'))
    const composer = page.getByRole('region', { name: 'Composer', exact: true })
    await composer.getByRole('tab', { name: 'Raw', exact: true }).click()
    await seen(composer.getByRole('region', { name: 'Bytes to send' }).getByText(/POST \/projects\/crm-demo/))
  })

  it('says of a replay’s answer that it was not sent, wherever its moment stands', async () => {
    const { origin, hash } = new URL(app.host.control)
    const token = new URLSearchParams(hash.slice(1)).get('token') ?? ''
    const answer = await fetch(`${origin}/api/runs/${await call('greeting')}/replay`, {
      method: 'POST',
      headers: { [TOKEN_HEADER]: token },
    })
    const { runId } = (await answer.json()) as { runId: string }
    page = await show(runId)
    await seen(page.getByRole('region', { name: 'Flow' }).getByText(/Response not sent/))
    await seen(page.getByRole('region', { name: 'Waterfall' }).getByText(/Not sent/))
    await seen(page.getByRole('region', { name: 'Response' }).getByText(/not sent, a replay has no caller/))
    expect(await page.getByText(/Response sent/).count()).toBe(0)
  })

  it('without an error in the console', () => {
    expect(app.errors).toEqual([])
  })
})
