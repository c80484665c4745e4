import { type LucideIcon, Monitor, Moon, Sun } from 'lucide-react'

import { Menu } from '#console/ui/Menu.tsx'
import { type Theme, chooseTheme, theme } from '#console/util/theme.ts'

const themes: { theme: Theme; label: string; icon: LucideIcon }[] = [
  { theme: 'light', label: 'Light', icon: Sun },
  { theme: 'dark', label: 'Dark', icon: Moon },
  { theme: 'system', label: 'As the system', icon: Monitor },
]

export const ThemeMenu = () => {
  const chosen = theme.use()
  const Icon = themes.find((each) => each.theme === chosen)?.icon ?? Monitor
  return (
    <Menu
      label="Theme"
      align="start"
      className="inline-flex size-8 items-center justify-center rounded-control text-ink-2 hover:bg-hover hover:text-ink"
      items={themes.map((each) => ({
        label: each.label,
        icon: each.icon,
        checked: each.theme === chosen,
        onSelect: () => chooseTheme(each.theme),
      }))}
    >
      <Icon aria-hidden className="icon" />
    </Menu>
  )
}
