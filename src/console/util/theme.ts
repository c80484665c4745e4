export type Theme = 'light' | 'dark' | 'system'

const KEY = 'clew.theme'

export const currentTheme = (): Theme => {
  try {
    const chosen = localStorage.getItem(KEY)
    return chosen === 'light' || chosen === 'dark' ? chosen : 'system'
  } catch {
    return 'system'
  }
}

/** Keeps the choice; `public/theme.js` applies it here and in other tabs. */
export const chooseTheme = (theme: Theme): void => {
  try {
    if (theme === 'system') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // Without storage the choice cannot be kept, and the system's theme stays.
  }
  window.dispatchEvent(new Event('clew:theme'))
}
