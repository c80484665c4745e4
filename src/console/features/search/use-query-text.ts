import { useEffect, useRef, useState } from 'react'

import { problemIn } from './query-text.ts'

/** How long a hand rests before what it typed is asked. */
const RESTS_MS = 120

/**
 * The text of the field, and what of it is asked. The address has what is asked: what others put there (a
 * link, Back) takes the place of the text; what came from here does not, for more may be written by then.
 */
export const useQueryText = (
  query: string,
  onQuery: (query: string) => void,
  wasTyping = false,
) => {
  const [text, setText] = useState(query)
  const [seen, setSeen] = useState(query)
  const [isTyping, setTyping] = useState(wasTyping)
  /** What was asked from here and does not stand in the address yet. */
  const [sent, setSent] = useState<readonly string[]>([])
  if (seen !== query) {
    setSeen(query)
    const at = sent.indexOf(query)
    setSent(sent.slice(at + 1))
    if (at < 0) {
      setText(query)
      setTyping(false)
    }
  }
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const stop = () => clearTimeout(timer.current)
  useEffect(() => stop, [])
  const ask = (wanted: string) => {
    stop()
    const next = wanted.trim()
    if (next === (sent.at(-1) ?? query)) return
    setSent([...sent, next])
    onQuery(next)
  }
  const latestAsk = useRef(ask)
  latestAsk.current = ask
  const written = text.trim()
  return {
    text,
    /** Whether the last word may go on: no space stands behind it, and Enter was not pressed. */
    isTyping,
    /** Why what is written is not asked by itself; undefined where it is. */
    unasked: written === query ? undefined : problemIn(written),
    /** Writes a text, and asks it once the hand rests, unless it cannot be asked like that. */
    write: (next: string) => {
      setText(next)
      setTyping(/\S$/.test(next))
      stop()
      if (!problemIn(next.trim()))
        timer.current = setTimeout(() => latestAsk.current(next), RESTS_MS)
    },
    /** Asks a text at once, whatever is wrong with it. */
    ask: (next: string) => {
      setText(next)
      setTyping(false)
      ask(next)
    },
    /** Asks what is written, which may still go on. */
    rest: () => ask(text),
  }
}
