import { useEffect, useEffectEvent, useRef, useState } from 'react'

import { useAction } from '#console/hooks/use-action.ts'
import { withCommand } from '#console/util/platform.ts'
import type { Message } from '#contract/message.ts'

import { FindBar, readyToFind } from './FindBar.tsx'
import { focusAfterFind } from './focus-after-find.ts'

/** Opens the box in which words of the thread are looked for. It is there as soon as the thread is. */
export const Find = (props: {
  threadId: string
  /** What is loaded of it, oldest first. */
  loaded: readonly Message[]
  /** Brings a message on the screen. */
  onShow: (messageId: string) => void
}) => {
  const [finding, setFinding] = useState(false)
  const before = useRef<Element>(null)
  const find = () => {
    const active = document.activeElement
    if (active?.closest('[data-find]')) return
    before.current = active
    setFinding(true)
    document.querySelector<HTMLInputElement>('[data-find] input')?.select()
  }
  useAction('thread.find', find)
  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented || document.querySelector('dialog[open], :popover-open')) return
    // Pressed once more, it is the browser's own.
    if (!withCommand(event, 'f') || document.activeElement?.closest('[data-find]')) return
    find()
    event.preventDefault()
  })
  useEffect(readyToFind, [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => onKeyDown(event)
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  if (!finding) return null
  return (
    <FindBar
      {...props}
      onClose={(foundId) => {
        focusAfterFind(before.current, foundId)
        setFinding(false)
      }}
    />
  )
}
