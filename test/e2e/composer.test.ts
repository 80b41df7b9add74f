import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { addEcho } from './echo-workspace.ts'
import { gone, seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

let app: App

beforeAll(async () => {
  app = await startApp()
  addEcho(app.folder)
})
afterAll(() => app.close())

const composer = (page: Page) => page.getByRole('region', { name: 'Composer', exact: true })
const response = (page: Page) => page.getByRole('region', { name: 'Response', exact: true })
const tab = (page: Page, name: string) =>
  composer(page).getByRole('tablist', { name: 'Request' }).getByRole('tab', { name, exact: true }).click()
const query = (page: Page) => composer(page).getByRole('textbox', { name: 'URL query' })
const send = (page: Page) => page.getByRole('button', { name: 'Send', exact: true })

const editing = async (workflow: string, request: string): Promise<Page> => {
  const page = await app.open({ viewport: { width: 1440, height: 900 } })
  await page.getByRole('listbox', { name: 'Workflows' }).getByRole('option', { name: workflow }).click()
  await page.getByRole('listbox', { name: 'Test requests' }).getByRole('option', { name: request, exact: true }).click()
  return page
}

describe('params', () => {
  it('show at once in the URL as they will be encoded', async () => {
    const page = await editing('Create lead', 'Lead with contract')
    await tab(page, 'Params')
    await composer(page).getByRole('textbox', { name: 'Param new name' }).fill('q')
    await composer(page).getByRole('textbox', { name: 'Param 2 value' }).fill('ü x')
    expect(await query(page).inputValue()).toBe('?source=webinar&q=%C3%BC%20x')
    await composer(page).getByRole('checkbox', { name: 'Send source' }).uncheck()
    expect(await query(page).inputValue()).toBe('?q=%C3%BC%20x')
  })

  it('follow what is typed into the URL, and keep it as typed when rows would change it', async () => {
    const page = await editing('Create lead', 'Lead with contract')
    await tab(page, 'Params')
    await query(page).fill('?a=1&a=2')
    expect(await composer(page).getByRole('textbox', { name: 'Param 2 value' }).inputValue()).toBe('2')
    await query(page).fill('?a=%30%')
    await seen(composer(page).getByText('sent as it was typed'))
    await tab(page, 'Raw')
    await seen(composer(page).getByText(/\?a=%30% HTTP\/1\.1/))
  })

  it('are moved with the keyboard', async () => {
    const page = await editing('Create lead', 'Lead with contract')
    await tab(page, 'Params')
    await query(page).fill('?a=1&b=2')
    await composer(page).getByRole('button', { name: 'Move a' }).focus()
    await page.keyboard.press('ArrowDown')
    expect(await query(page).inputValue()).toBe('?b=2&a=1')
    expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('Move a')
  })
})

describe('edits', () => {
  it('outlive a reload, and can be thrown away', async () => {
    const page = await editing('Create lead', 'Lead with contract')
    await query(page).fill('?kept=1')
    await page.reload()
    await expect.poll(() => query(page).inputValue()).toBe('?kept=1')
    await composer(page).getByRole('button', { name: 'Discard edits' }).click()
    expect(await query(page).inputValue()).toBe('?source=webinar')
    await gone(composer(page).getByRole('button', { name: 'Discard edits' }))
  })
})

describe('headers', () => {
  it('that are added by themselves can be turned off', async () => {
    const page = await editing('Create lead', 'Lead with contract')
    await tab(page, 'Headers')
    await composer(page).getByRole('checkbox', { name: 'Send User-Agent' }).uncheck()
    await seen(composer(page).getByText('not sent'))
    await tab(page, 'Raw')
    await seen(composer(page).getByText(/multipart\/form-data; boundary=/))
    await gone(composer(page).getByText(/User-Agent/i))
  })

  it('that contradict the body are remarked on before sending', async () => {
    const page = await editing('Create lead', 'Lead with contract')
    await tab(page, 'Headers')
    await composer(page).getByRole('combobox', { name: 'Header new name' }).fill('Content-Length')
    await composer(page).getByRole('textbox', { name: 'Header 1 value' }).fill('5')
    await seen(composer(page).getByText(/Content-Length says 5, but the body has/))
  })
})

describe('multipart', () => {
  it('takes a file from the dialog and says when its bytes are of another type', async () => {
    const page = await editing('Echo', 'Exact JSON')
    await tab(page, 'Body')
    await composer(page).getByRole('button', { name: 'Add part' }).click()
    await page.getByRole('menuitem', { name: 'File' }).click()
    await composer(page)
      .getByLabel('Choose file')
      .first()
      .setInputFiles({
        name: 'photo.pdf',
        mimeType: 'application/pdf',
        buffer: readFileSync(join(app.folder, 'files/scan.png')),
      })
    await seen(composer(page).getByText('bytes are PNG'))
    await composer(page).getByRole('button', { name: '2 parts' }).click()
    await seen(composer(page).getByRole('button', { name: /photo\.pdf/ }))
    expect(
      readFileSync(join(app.folder, 'files/photo.pdf')).equals(readFileSync(join(app.folder, 'files/scan.png'))),
    ).toBe(true)
  })

  it('names the place in hex that is none, and waits to be mended', async () => {
    const page = await editing('Echo', 'Latin text')
    await tab(page, 'Body')
    await composer(page)
      .getByRole('button', { name: /Open file/ })
      .click()
    const field = composer(page).getByRole('textbox', { name: 'Hex of the part' })
    await field.fill('00000000: 4772 fcdf 65o0  Gr')
    await seen(composer(page).getByText('Line 1, column 23: o is not a hex digit, at offset 0x5'))
    expect(await send(page).isDisabled()).toBe(true)
    await field.fill('00000000: 4772 fcdf 65  Gr')
    await seen(composer(page).getByText('5 bytes'))
    await send(page).click()
    await seen(response(page).getByRole('status').getByText('5 B'))
  })
})

describe('a JSON body', () => {
  it('is typed into the editor and sent as written', async () => {
    const page = await editing('Create lead', 'Returning contact')
    await tab(page, 'Body')
    await composer(page).locator('.monaco-editor').waitFor()
    await composer(page).getByRole('textbox', { name: 'JSON body' }).focus()
    await page.keyboard.press('Control+A')
    await page.keyboard.insertText('{"email": "grace@example.com", "name": "Grace", "n": 1.00}')
    await tab(page, 'Raw')
    await seen(composer(page).getByText('{"email": "grace@example.com", "name": "Grace", "n": 1.00}'))
    await page.keyboard.press('Control+Enter')
    await seen(
      response(page)
        .getByRole('status')
        .getByText(/200|409/),
    )
    await composer(page).getByRole('button', { name: 'As sent' }).click()
    await seen(composer(page).getByText('{"email": "grace@example.com", "name": "Grace", "n": 1.00}'))
  })
})

describe('the last sends', () => {
  it('lead back to their runs', async () => {
    const page = await editing('Echo', 'A drawing')
    await send(page).click()
    await seen(response(page).getByText('40 × 30'))
    await composer(page).getByRole('button', { name: 'Last sends' }).click()
    await page.getByRole('menuitem').first().click()
    await seen(response(page).getByRole('status').getByText('200 OK'))
  })
})

it('a workflow without saved requests has one to start with', async () => {
  const page = await app.open({ viewport: { width: 1440, height: 900 } })
  await page.getByRole('listbox', { name: 'Workflows' }).getByRole('option', { name: 'Blank' }).click()
  await seen(send(page))
  await page.keyboard.press('Control+Enter')
  await seen(response(page).getByRole('status').getByText('202'))
})

it('writes nothing to the console in all of this', () => expect(app.errors).toEqual([]))
