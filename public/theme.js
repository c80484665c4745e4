// Runs before the first paint, so that no page flashes in the other theme. A file of its own because
// the content security policy allows no inline script.
;(() => {
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const apply = () => {
    let chosen = null
    try {
      chosen = localStorage.getItem('clew.theme')
    } catch {
      // Storage may be closed to us; the system's theme it is.
    }
    const theme = chosen === 'light' || chosen === 'dark' ? chosen : dark.matches ? 'dark' : 'light'
    document.documentElement.dataset.theme = theme
  }
  apply()
  dark.addEventListener('change', apply)
  addEventListener('storage', apply)
  addEventListener('clew:theme', apply)
})()
