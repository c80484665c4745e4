import { newKept } from './kept.ts'
import type { Tab } from './tab.ts'

export type Theme = 'light' | 'dark' | 'system'

const parse = (kept: string | null): Theme =>
  kept === 'light' || kept === 'dark' ? kept : 'system'

export const newTheme = (tab?: Tab) => newKept('clew.theme', parse, tab)
/** The theme that is chosen, in whatever tab. */
export const theme = newTheme()

/** Keeps the choice; `public/theme.js` applies it here and in other tabs. */
export const chooseTheme = (chosen: Theme): void => {
  theme.change(() => (chosen === 'system' ? null : chosen))
  window.dispatchEvent(new Event('clew:theme'))
}
