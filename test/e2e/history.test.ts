import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

const PULL = '2b8e4c1d-7a35-4d0b-8f6e-91c4d5e6f702'
const FILE = '9d3a7f60-5c2b-4e8a-b1d4-0a6e8c2f4b93'

let app: App
let page: Page

const get = (id: string, query: string) => fetch(`${app.host.trigger}/projects/crm-demo/sdk/triggers/${id}${query}`)
const grid = () => page.getByRole('grid', { name: 'Runs' })
const lines = () => grid().locator('[data-row]')

beforeAll(async () => {
  app = await startApp()
  for (let number = 1; number <= 4; number++) await get(PULL, `?limit=${number}`)
  await get(FILE, '?type=png')
  await get(PULL, '?limit=none')
  page = await app.open({ path: '/history', viewport: { width: 1440, height: 900 } })
  await seen(lines())
})
afterAll(() => app.close())

const pick = async (filter: string, value: string) => {
  await page.getByRole('combobox', { name: filter }).click()
  await page.getByRole('option', { name: value, exact: true }).click()
}

describe('the history', () => {
  it('lists every run, newest first, with code, trigger, times and size', async () => {
    expect(await lines().count()).toBe(6)
    const newest = await lines().first().textContent()
    expect(newest).toContain('500')
    expect(newest).toContain('Client')
    expect(await lines().nth(1).textContent()).toMatch(/200[\s\S]*File from storage[\s\S]*ms/)
  })

  it('is still there after a reload', async () => {
    await page.reload()
    await seen(lines())
    expect(await lines().count()).toBe(6)
  })

  it('narrows by workflow and by code', async () => {
    await pick('Workflow', 'File from storage')
    await expect.poll(() => lines().count()).toBe(1)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await pick('Code', '5xx')
    await expect.poll(() => lines().count()).toBe(1)
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await expect.poll(() => lines().count()).toBe(6)
  })

  it('narrows by text', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('storage')
    await expect.poll(() => lines().count()).toBe(1)
    await page.getByRole('searchbox', { name: 'Search' }).fill('')
  })

  it('puts a new run on top as it comes', async () => {
    await get(PULL, '?limit=7')
    await expect.poll(() => lines().count()).toBe(7)
    await expect.poll(() => lines().first().textContent()).toContain('200')
  })

  it('paints a run on the workbench with Enter, at an address that can be shared', async () => {
    await lines().first().focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await seen(
      page.getByRole('region', { name: 'Flow' }).getByRole('listitem', { name: /^Read the page asked for, failed/ }),
    )
    const address = new URL(page.url())
    const other = await app.open({ path: address.pathname, viewport: { width: 1440, height: 900 } })
    await seen(
      other.getByRole('region', { name: 'Flow' }).getByRole('listitem', { name: /^Read the page asked for, failed/ }),
    )
    await page.goBack()
    await seen(lines())
  })

  it('writes no error to the console', () => {
    expect(app.errors).toEqual([])
  })
})
