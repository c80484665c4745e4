import { Suspense, useEffect, useState } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { runAction, useAction } from '#console/hooks/use-action.ts'
import { filtersIn, paths, searchIn } from '#console/paths.ts'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { isComposing } from '#console/util/composition.ts'
import { pressedKey, withCommand } from '#console/util/platform.ts'
import { focusSearch, focusSearchSoon, isSearchThere } from '#console/util/search-field.ts'
import { SEARCH, typeAhead } from '#console/util/type-ahead.ts'

import { actionsFor, commandFor } from './actions.ts'
import { singleKeys } from './single-keys.ts'

const ShortcutsDialog = lazyPart(
  () => import('./ShortcutsDialog.tsx').then((module) => module.ShortcutsDialog),
  { missing: 'The list of shortcuts could not be loaded.', over: true },
)

/** Listens for the keys of actions, and shows them on `?`. Once in the page. */
export const Shortcuts = () => {
  const [shown, setShown] = useState(false)
  const navigate = useNavigate()
  useAction('shortcuts.show', () => setShown(true))
  const { search } = useLocation()
  const toSearch = () => {
    if (focusSearch()) return
    // The list that it stands over comes in place of what is open.
    const address = new URLSearchParams(search)
    if (!isSearchThere()) typeAhead(SEARCH, 'Search all threads')
    void navigate(paths.threads(filtersIn(address), searchIn(address)))
    focusSearchSoon()
  }
  useAction('search.focus', toSearch)
  useAction('go.threads', () => void navigate(paths.threads()))
  useAction('go.assistants', () => void navigate(paths.assistants()))
  useAction('go.overview', () => void navigate(paths.overview()))
  useAction('go.review', () => void navigate(paths.queues()))
  useAction('go.labels', () => void navigate(paths.labels()))
  useEffect(listen, [])
  if (!shown) return null
  return (
    <Suspense>
      <ShortcutsDialog onClose={() => setShown(false)} />
    </Suspense>
  )
}

const PAIR_MS = 1200

const listen = () => {
  let before: { key: string; at: number } | undefined
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'F6' && !event.defaultPrevented) {
      if (toNextPane(event.target, event.shiftKey ? -1 : 1)) event.preventDefault()
      return
    }
    if (runsCommand(event)) return event.preventDefault()
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return
    if (isComposing(event) || takesText(event.target) || !singleKeys.get()) return
    if (document.querySelector('dialog[open], :popover-open')) return
    const recent = before && event.timeStamp - before.at < PAIR_MS ? before.key : undefined
    const key = pressedKey(event)
    const found = actionsFor(key, recent)
    before = found === 'begins' ? { key, at: event.timeStamp } : undefined
    if (found !== 'begins' && found.some(({ id }) => runAction(id))) event.preventDefault()
  }
  document.addEventListener('keydown', onKeyDown)
  return () => document.removeEventListener('keydown', onKeyDown)
}

/** Whether a command is pressed that something on the page does; a field has its own. */
const runsCommand = (event: KeyboardEvent): boolean => {
  const command = commandFor(pressedKey(event).toLowerCase())
  if (!command?.command || !withCommand(event, command.command)) return false
  if (event.defaultPrevented || isComposing(event) || takesText(event.target)) return false
  if (document.querySelector('dialog[open], :popover-open')) return false
  return runAction(command.id)
}

/** The parts of the page that F6 goes through, also out of a field. */
const panes = ['threads', 'messages', 'composer'] as const

const toNextPane = (from: EventTarget | null, by: 1 | -1): boolean => {
  const pane = from instanceof Element ? from.closest<HTMLElement>('[data-pane]') : null
  const at = panes.findIndex((each) => each === pane?.dataset['pane'])
  for (let step = 1; step <= panes.length; step++) {
    const next = panes.at((Math.max(at, by > 0 ? -1 : 0) + by * step) % panes.length)
    if (next && runAction(`${next}.focus`)) return true
  }
  return false
}

const takesText = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable ||
    target.matches('input:not([type=checkbox], [type=radio]), textarea, select'))
