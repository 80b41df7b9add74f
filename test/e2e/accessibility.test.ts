import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gone, seen } from './expect.ts'
import { type App, startApp } from './open-app.ts'

let app: App

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

const seriousIn = async (page: Page) => {
  const { violations } = await new AxeBuilder({ page }).analyze()
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(node => node.html.slice(0, 120)).join(' | ')}`)
}

const sent = async (page: Page) => {
  await page.getByRole('button', { name: 'Send', exact: true }).click()
  await seen(
    page
      .getByRole('region', { name: 'Response' })
      .getByRole('status')
      .getByText(/200|409/),
  )
}

describe.each(['dark', 'light'] as const)('in the %s theme axe finds nothing serious', colorScheme => {
  it('on the workbench, from wide to narrow', async () => {
    const page = await app.open({ colorScheme, viewport: { width: 1440, height: 900 } })
    await sent(page)
    expect(await page.locator('html').getAttribute('data-theme')).toBe(colorScheme)
    expect(await seriousIn(page)).toEqual([])
    await page.setViewportSize({ width: 1280, height: 800 })
    expect(await seriousIn(page)).toEqual([])
    await page.setViewportSize({ width: 1024, height: 700 })
    await page.getByRole('region', { name: 'Flow' }).getByRole('button').nth(1).click()
    await seen(page.getByRole('button', { name: 'Close step' }))
    expect(await seriousIn(page)).toEqual([])
  })

  it.each(['/history', '/settings'])('at %s', async path => {
    const page = await app.open({ colorScheme, path })
    await seen(page.getByRole('heading', { level: 1 }))
    expect(await seriousIn(page)).toEqual([])
  })
})

describe('the keyboard', () => {
  it('sends from anywhere with Ctrl+Enter', async () => {
    const page = await app.open()
    await seen(page.getByRole('option', { name: 'Lead with contract' }))
    await page.getByRole('option', { name: 'Create lead' }).focus()
    await page.keyboard.press('Control+Enter')
    await seen(
      page
        .getByRole('region', { name: 'Response' })
        .getByRole('status')
        .getByText(/200|409/),
    )
  })

  it('walks every control with a visible focus', async () => {
    const page = await app.open()
    await seen(page.getByRole('button', { name: 'Send', exact: true }))
    const unseen: string[] = []
    const walked = new Set<string>()
    for (let press = 0; press < 60; press++) {
      await page.keyboard.press('Tab')
      const focus = await page.evaluate(() => {
        const element = document.activeElement
        if (!element || element === document.body) return null
        const own = getComputedStyle(element)
        const frame = getComputedStyle(element.parentElement ?? element)
        const shown = own.outlineStyle !== 'none' || own.boxShadow !== 'none' || frame.boxShadow !== 'none'
        return { name: element.outerHTML.slice(0, 100), shown }
      })
      if (!focus) break
      walked.add(focus.name)
      if (!focus.shown && !focus.name.includes('monaco')) unseen.push(focus.name)
    }
    expect(unseen).toEqual([])
    expect(walked.size).toBeGreaterThan(12)
  })

  it('chooses in the lists with the arrows', async () => {
    const page = await app.open()
    await page.getByRole('option', { name: 'Create lead' }).focus()
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await seen(page.getByRole('heading', { level: 1, name: 'File from storage' }))
  })

  it('opens the palette with Ctrl+K, finds by typing and goes with Enter', async () => {
    const page = await app.open()
    await seen(page.getByRole('option', { name: 'Create lead' }))
    await page.keyboard.press('Control+k')
    const palette = page.getByRole('dialog', { name: 'Command palette' })
    await seen(palette)
    await page.keyboard.type('pull cont')
    await page.keyboard.press('Enter')
    await gone(palette)
    await seen(page.getByRole('heading', { level: 1, name: 'Pull contacts' }))
  })
})
