import { act, useState } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Listbox } from '../../src/renderer/src/components/listbox.tsx'
import { Tabs } from '../../src/renderer/src/components/tabs.tsx'

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true })

let root: Root
let page: HTMLElement

beforeEach(() => {
  page = document.body.appendChild(document.createElement('div'))
  root = createRoot(page)
})

afterEach(() => {
  act(() => root.unmount())
  page.remove()
})

const all = (role: string): HTMLElement[] => [...page.querySelectorAll<HTMLElement>(`[role="${role}"]`)]

const press = (key: string) =>
  act(() => {
    document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }))
  })

const ThreeTabs = () => {
  const [tab, setTab] = useState('one')
  const items = ['one', 'two', 'three'].map(id => ({ id, label: `Tab ${id}`, badge: 4, content: `content of ${id}` }))
  return <Tabs label="Letters" items={items} value={tab} onChange={setTab} />
}

describe('tabs', () => {
  beforeEach(() => act(() => root.render(<ThreeTabs />)))

  it('each control a panel of their name', () => {
    for (const tab of all('tab')) {
      const panel = document.getElementById(tab.getAttribute('aria-controls') ?? '')
      expect(panel?.getAttribute('role')).toBe('tabpanel')
      expect(panel?.getAttribute('aria-labelledby')).toBe(tab.id)
    }
  })

  it('are named by their label alone, whatever their badge counts', () => {
    expect(all('tab').map(tab => tab.firstChild?.textContent)).toEqual(['Tab one', 'Tab two', 'Tab three'])
  })

  it('are one stop of the Tab key, and the arrows go round', () => {
    expect(all('tab').map(tab => tab.tabIndex)).toEqual([0, -1, -1])
    all('tab')[0]?.focus()
    press('ArrowLeft')
    expect(document.activeElement?.textContent).toContain('three')
    expect(page.querySelector('[role=tabpanel]:not([hidden])')?.textContent).toBe('content of three')
    press('Home')
    expect(document.activeElement?.textContent).toContain('one')
  })
})

const Letters = () => {
  const [selected, setSelected] = useState<string>()
  const options = ['Alpha', 'Beta', 'Gamma'].map(label => ({ id: label, label, content: label }))
  return <Listbox label="Letters" options={options} selected={selected} onSelect={setSelected} />
}

describe('a listbox', () => {
  beforeEach(() => act(() => root.render(<Letters />)))

  it('moves with the arrows and chooses with Enter', () => {
    all('option')[0]?.focus()
    press('ArrowDown')
    press('Enter')
    expect(all('option').map(option => option.getAttribute('aria-selected'))).toEqual(['false', 'true', 'false'])
    expect(all('option').map(option => option.tabIndex)).toEqual([-1, 0, -1])
  })

  it('goes to the row whose name is typed', () => {
    all('option')[0]?.focus()
    press('g')
    expect(document.activeElement?.textContent).toBe('Gamma')
  })

  it('stops at its ends', () => {
    all('option')[2]?.focus()
    press('ArrowDown')
    expect(document.activeElement?.textContent).toBe('Gamma')
  })
})
