import { useEffect, useRef, useState } from 'react'

import { type Edit, editWritten, withoutDeleted } from './edit-written.ts'
import { forgetText, keepText, recallText } from './kept-text.ts'
import { problemIn } from './query-text.ts'

/** How long a hand rests before what it typed is asked. */
const RESTS_MS = 120

/** @param isStep whether it is a step of its own in history, else it goes on in the one that is there */
export type OnQuery = (query: string, isStep: boolean) => void

/**
 * The text of the field, and what of it is asked. The address has what is asked: what others put there (a
 * link, Back) takes the place of the text; what came from here does not, for more may be written by then. What
 * stood there and was not asked is there again where Back or Forward leads to it.
 * A search is one step in history, however it is written: from its first letter to Enter, or until the field is left.
 * @param isBack whether Back or Forward led to the query
 */
export const useQueryText = (
  query: string,
  onQuery: OnQuery,
  { wasTyping = false, isBack = false } = {},
) => {
  const [kept] = useState(() => recallText(query))
  const [text, setText] = useState(kept?.text ?? query)
  /** Whether the step in history is that of a search that is still being written. */
  const [isOpen, setOpen] = useState(kept?.isOpen ?? false)
  const [seen, setSeen] = useState(query)
  const [isTyping, setTyping] = useState(kept === undefined ? wasTyping : /\S$/.test(kept.text))
  /** What was asked from here and does not stand in the address yet. */
  const [sent, setSent] = useState<readonly string[]>([])
  if (seen !== query) {
    setSeen(query)
    const at = sent.indexOf(query)
    setSent(sent.slice(at + 1))
    if (at < 0) {
      setText((isBack ? recallText(query)?.text : undefined) ?? query)
      setTyping(false)
      setOpen(false)
    }
  }
  const last = sent.at(-1) ?? query
  useEffect(() => keepText(last, { text, isOpen }), [last, text, isOpen])
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const stop = () => clearTimeout(timer.current)
  const ask = (wanted: string) => {
    stop()
    const next = wanted.trim()
    if (next === last) return
    setSent([...sent, next])
    forgetText(last)
    // The address has it at once, and what is drawn only later: the page may be left in between.
    keepText(next, { text: wanted, isOpen: true })
    onQuery(next, !isOpen)
    setOpen(true)
  }
  const latestKept = useRef<Parameters<typeof keepText>>([last, { text, isOpen: false }])
  latestKept.current = [last, { text, isOpen: false }]
  const latestAsk = useRef(ask)
  latestAsk.current = ask
  const askSoon = (next: string) => {
    stop()
    if (!problemIn(next.trim())) timer.current = setTimeout(() => latestAsk.current(next), RESTS_MS)
  }
  useEffect(() => {
    if (kept !== undefined) askSoon(kept.text)
    return () => {
      stop()
      // Its page stays: a field that is there again begins a search of its own.
      keepText(...latestKept.current)
    }
    // What the page before did not come to ask is asked once.
    // oxlint-disable-next-line react/exhaustive-deps
  }, [])
  const written = text.trim()
  /**
   * Makes a change to what is written.
   * @returns what is to be asked then, which the caller puts into the address: what is written, or, where it cannot
   * be asked, what was asked with the same change
   */
  const edit = (change: Edit): string => {
    stop()
    const isAsked = written === last
    const next = isAsked ? change(last) : editWritten(text, change)
    const asked =
      isAsked || !problemIn(next.trim()) ? next.trim() : change(withoutDeleted(last, text))
    setText(next)
    setTyping(false)
    setOpen(false)
    if (asked !== last) {
      setSent([...sent, asked])
      forgetText(last)
    }
    return asked
  }
  return {
    text,
    /** Whether the last word may go on: no space stands behind it, and Enter was not pressed. */
    isTyping,
    edit,
    /** Why what is written is not asked by itself; undefined where it is. */
    unasked: written === query ? undefined : problemIn(written),
    /** Writes a text, and asks it once the hand rests, unless it cannot be asked like that. */
    write: (next: string) => {
      setText(next)
      setTyping(/\S$/.test(next))
      askSoon(next)
    },
    /** Asks a text at once, whatever is wrong with it. */
    ask: (next: string) => {
      setText(next)
      setTyping(false)
      ask(next)
      // Where all is cleared, what is written next takes the place of nothing.
      if (next.trim() !== '') setOpen(false)
    },
    /**
     * Asks what is written when the field is left, unless it cannot be asked like that: its last word may still
     * go on, in a step of its own.
     */
    leave: () => {
      if (!problemIn(written)) ask(text)
      setOpen(false)
    },
  }
}
