import { dropStored, readStored, store } from './stored.ts'

export type Theme = 'light' | 'dark' | 'system'

const KEY = 'clew.theme'

export const currentTheme = (): Theme => {
  const chosen = readStored(KEY)
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
}

/** Keeps the choice; `public/theme.js` applies it here and in other tabs. */
export const chooseTheme = (theme: Theme): void => {
  if (theme === 'system') dropStored(KEY)
  else store(KEY, theme)
  window.dispatchEvent(new Event('clew:theme'))
}
