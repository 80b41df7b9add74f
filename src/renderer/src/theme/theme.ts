import { create } from 'zustand'

/** What the person chose; `system` follows the desktop. */
export type ThemeChoice = 'system' | 'dark' | 'light'
export type Theme = 'dark' | 'light'

const KEY = 'triggerbench.theme'

const stored = (): ThemeChoice => {
  const value = localStorage.getItem(KEY)
  return value === 'dark' || value === 'light' ? value : 'system'
}

const systemIsLight = matchMedia('(prefers-color-scheme: light)')

const resolve = (choice: ThemeChoice): Theme => {
  if (choice !== 'system') return choice
  return systemIsLight.matches ? 'light' : 'dark'
}

type ThemeState = { readonly choice: ThemeChoice; readonly theme: Theme; choose(choice: ThemeChoice): void }

/** The theme in force and the choice behind it. The first paint is set by `public/theme.js` from the same key. */
export const useTheme = create<ThemeState>(set => {
  const apply = (choice: ThemeChoice) => {
    const theme = resolve(choice)
    document.documentElement.dataset.theme = theme
    set({ choice, theme })
  }
  systemIsLight.addEventListener('change', () => apply(stored()))
  return {
    choice: stored(),
    theme: resolve(stored()),
    choose(choice) {
      if (choice === 'system') localStorage.removeItem(KEY)
      else localStorage.setItem(KEY, choice)
      apply(choice)
    },
  }
})
