import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useEffectEvent, useRef } from 'react'

import { copyText } from '#console/ui/copy-text.ts'
import { showToast } from '#console/ui/toast.ts'
import { countText } from '#console/util/number.ts'
import { withCommand } from '#console/util/platform.ts'
import type { Thread } from '#contract/thread.ts'

import { readWhole } from './read-whole.ts'
import { threadText } from './thread-text.ts'
import { type WholeEntry, messageCount } from './whole-entries.ts'

const takesText = (target: EventTarget | null) =>
  target instanceof Element && target.closest('input, textarea, select, [contenteditable]') !== null

/** Selecting all and copying takes the whole thread, and not the rows that exist. */
export function useWholeSelection(thread: Thread | undefined): void {
  const client = useQueryClient()
  const whole = useRef<Promise<readonly WholeEntry[]>>(undefined)
  const stop = useRef<AbortController>(undefined)
  const read = useRef<readonly WholeEntry[]>(undefined)

  const forget = () => {
    stop.current?.abort()
    whole.current = undefined
    read.current = undefined
  }
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (!thread || event.defaultPrevented || takesText(event.target)) return
    if (!withCommand(event, 'a')) return
    // Beside the messages as well, but for what has a text of its own to select.
    const isElsewhere = event.target instanceof Element && event.target.closest('dialog, aside')
    const log = isElsewhere ? null : document.querySelector('[data-pane="messages"]')
    if (!log) return
    event.preventDefault()
    getSelection()?.selectAllChildren(log)
    forget()
    const aborts = new AbortController()
    stop.current = aborts
    const readAll = async () => {
      const all = await readWhole(client, thread.id, aborts.signal)
      read.current = all
      showToast({
        text: `The whole thread is selected: ${countText(messageCount(all), 'message')}. Copying takes all.`,
      })
      return all
    }
    whole.current = readAll()
    // Copying tells of it.
    whole.current.catch(() => undefined)
  })
  const isSelected = () => {
    const log = document.querySelector('[data-pane="messages"]')
    const selection = getSelection()
    return (
      whole.current !== undefined && selection?.anchorNode === log && selection?.focusNode === log
    )
  }
  const onCopy = useEffectEvent((event: ClipboardEvent) => {
    if (!thread || takesText(event.target) || !isSelected()) return
    event.preventDefault()
    if (read.current) event.clipboardData?.setData('text/plain', threadText(thread, read.current))
    else
      void whole.current
        ?.then((entries) => copyText(threadText(thread, entries)))
        .catch(() => showToast({ tone: 'error', text: 'The thread could not be read to its end.' }))
  })
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onKeyDown(event)
    const onCopied = (event: ClipboardEvent) => onCopy(event)
    document.addEventListener('keydown', onKey)
    document.addEventListener('copy', onCopied)
    return () => {
      forget()
      document.removeEventListener('keydown', onKey)
      document.removeEventListener('copy', onCopied)
    }
  }, [])
}
