import { createHash } from 'node:crypto'
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

const region = (page: Page) => page.getByRole('region', { name: 'Response', exact: true })
const status = (page: Page) => region(page).getByRole('status')
const tab = (page: Page, name: string) =>
  region(page).getByRole('tablist', { name: 'Response' }).getByRole('tab', { name, exact: true })

const answered = async (page: Page, workflow: string, request: string, code = '200') => {
  await page.getByRole('listbox', { name: 'Workflows' }).getByRole('option', { name: workflow }).click()
  await page.getByRole('listbox', { name: 'Test requests' }).getByRole('option', { name: request, exact: true }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await seen(status(page).getByText(code))
}

const opened = () => app.open({ viewport: { width: 1440, height: 900 } })

describe('an answer whose bytes are not what it declares', () => {
  it('is explained, shown by its bytes, and named in the checks', async () => {
    const page = await opened()
    await answered(page, 'File from storage', 'Wrong type')
    await seen(status(page).getByText('application/pdf'))
    await seen(status(page).getByRole('img', { name: 'The bytes are PNG' }))
    const note = region(page).getByRole('note')
    expect(await note.textContent()).toContain('Declared application/pdf, but the bytes are image/png.')
    await seen(region(page).locator('img[src^="blob:"]'))

    await note.getByRole('button', { name: 'Show the bytes' }).click()
    await seen(region(page).getByRole('row', { name: /89 50 4e 47/ }))

    await tab(page, 'Checks').click()
    const checks = region(page).getByRole('list', { name: 'Checks' })
    await seen(checks.getByText('declared application/pdf, bytes are image/png'))
  })
})

describe('the preview', () => {
  it('lays JSON out from its text, so that numbers stay exact', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'Exact JSON')
    await seen(region(page).getByText('9007199254740993'))
    await seen(region(page).getByText('1.00'))
  })

  it('says where JSON stops being JSON', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'Broken JSON')
    await seen(region(page).getByText(/This is not JSON: line 1, column 9/))
  })

  it('shows the pages of a PDF', async () => {
    const page = await opened()
    await answered(page, 'File from storage', 'PDF')
    await seen(region(page).getByRole('img', { name: 'Page 1' }))
  })

  it('shows a page without its scripts, loading nothing', async () => {
    const page = await opened()
    const asked: string[] = []
    page.on('request', request => asked.push(request.url()))
    await answered(page, 'Echo', 'A page')
    await seen(region(page).frameLocator('iframe').getByRole('heading', { name: 'Hello' }))
    await seen(region(page).getByText(/2 scripts and 1 load left out/))
    expect(asked.filter(url => url.includes('pixel'))).toEqual([])
  })

  it('reads text in a charset chosen by hand when the declared one is wrong or missing', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'Latin text')
    await region(page).getByRole('combobox', { name: 'Charset' }).click()
    await page.getByRole('option', { name: 'iso-8859-1', exact: true }).click()
    await seen(region(page).getByText('Grüße'))
  })

  it('fits an image into its pane to the last line', async () => {
    const page = await opened()
    await answered(page, 'File from storage', 'PNG')
    await seen(region(page).getByText('800 × 600'))
    const place = await region(page).getByRole('region', { name: 'Image' }).boundingBox()
    await expect
      .poll(async () => {
        const image = await region(page).locator('img[src^="blob:"]').boundingBox()
        return image && place ? place.y + place.height - (image.y + image.height) : -1
      })
      .toBeGreaterThanOrEqual(1)
  })

  it('shows a drawing as an image', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'A drawing')
    await seen(region(page).getByText('40 × 30'))
  })

  it('is picked anew for each answer until a person locks it', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'Latin text')
    await region(page).getByRole('combobox', { name: 'Viewer' }).click()
    await page.getByRole('option', { name: 'Hex', exact: true }).click()
    await seen(region(page).getByRole('row', { name: /47 72 fc df 65/ }))
    await answered(page, 'Echo', 'A drawing')
    await seen(region(page).getByText('40 × 30'))

    await region(page).getByRole('button', { name: 'Lock this viewer' }).click()
    await answered(page, 'Echo', 'Latin text')
    await seen(region(page).getByText('Image, locked'))
    await region(page).getByRole('button', { name: 'Unlock the viewer' }).click()
    await seen(region(page).getByText('Text, as declared'))
  })
})

describe('the bytes', () => {
  it('are reached by offset and with the keyboard', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'Bytes')
    await tab(page, 'Hex').click()
    await region(page).getByRole('textbox', { name: 'Go to offset' }).fill('0x1001')
    await page.keyboard.press('Enter')
    await seen(region(page).getByText('0x00001001, 4,097'))
    await region(page).getByRole('region', { name: 'Bytes' }).focus()
    await page.keyboard.press('End')
    await seen(region(page).getByText('0x0000270f, 9,999'))
    await seen(region(page).getByText('0xff, 255'))
  })

  it('are saved exactly as they came, under the name of the answer', async () => {
    const page = await opened()
    await answered(page, 'File from storage', 'PDF')
    const downloading = page.waitForEvent('download')
    await region(page).getByRole('button', { name: 'Save response' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe('contract.pdf')
    const hash = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
    expect(hash(readFileSync(await download.path()))).toBe(hash(readFileSync(join(app.folder, 'storage/contract.pdf'))))
  })

  it('stand in Raw and Headers as they were on the wire', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'Exact JSON')
    await tab(page, 'Raw').click()
    await seen(region(page).getByText('HTTP/1.1 200 OK'))
    await seen(region(page).getByText('{"id":9007199254740993,"price":1.00,"list":[]}'))
    const names = (
      await region(page)
        .getByText(/^[\w-]+:/)
        .allInnerTexts()
    ).map(text => text.split(':')[0])
    await tab(page, 'Headers').click()
    const rows = await region(page).getByRole('rowheader').allInnerTexts()
    expect(rows.length).toBeGreaterThan(3)
    expect(names).toEqual(expect.arrayContaining(rows))
  })
})

describe('an answer from before', () => {
  it('is shown again after a reload, out of the history', async () => {
    const page = await opened()
    await answered(page, 'Echo', 'Exact JSON')
    await page.reload()
    await seen(status(page).getByText('200 OK'))
    await seen(region(page).getByText('9007199254740993'))
    await tab(page, 'Raw').click()
    await seen(region(page).getByText(/Put together from the stored/))
    await seen(region(page).getByText('HTTP/1.1 200 OK'))
  })
})

it('while a run takes its time, the pane says so and the sending can be given up', async () => {
  const page = await opened()
  await page.getByRole('listbox', { name: 'Workflows' }).getByRole('option', { name: 'Slow' }).click()
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await seen(status(page).getByText('Waiting for the answer'))
  await page.getByRole('button', { name: 'Cancel' }).click()
  await gone(page.getByRole('button', { name: 'Cancel' }))
  await seen(page.getByRole('button', { name: 'Send', exact: true }))
})

it('writes nothing to the console in all of this', () => expect(app.errors).toEqual([]))
