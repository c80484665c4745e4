import { useDeferredValue, useEffect, useEffectEvent, useMemo, useState } from 'react'

import { wholeThread } from '#console/api/whole-thread.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import type { Message } from '#contract/message.ts'

import { bringIntoView, found, rangeOf, rangesIn, rowOf, scroller } from './find-place.ts'
import { type Find, findFrom, findsIn, isCapped, withLoaded } from './finds.ts'
import { paintFinds } from './highlights.ts'

/** How often what was read by then is searched. */
const STEP_MS = 250

/** Reads the whole thread while it is searched. */
function useReading(threadId: string) {
  const [read, setRead] = useState<readonly Message[]>([])
  const [state, setState] = useState<'reading' | 'whole' | 'failed'>('reading')
  const [why, setWhy] = useState<string>()
  useEffect(() => {
    const stop = new AbortController()
    const readAll = async () => {
      const all: Message[] = []
      let shown = performance.now()
      for await (const page of wholeThread(threadId, stop.signal)) {
        all.push(...page)
        if (performance.now() - shown < STEP_MS) continue
        setRead([...all])
        shown = performance.now()
      }
      setRead(all)
      setState('whole')
    }
    readAll().catch((error: unknown) => {
      if (stop.signal.aborted) return
      setState('failed')
      setWhy(describeFailure(error).message)
    })
    return () => stop.abort()
  }, [threadId])
  return { read, state, why }
}

/** The message at the top of the screen. */
const firstShown = (): string | undefined => {
  const top = scroller()?.getBoundingClientRect().top ?? 0
  const rows = scroller()?.querySelectorAll<HTMLElement>('[data-message]') ?? []
  return [...rows].find((row) => row.getBoundingClientRect().bottom > top + 40)?.dataset['message']
}

/** Marks what is found in the rows that are there, also as rows and texts come and go. */
function useMarks(words: string, current: Find | undefined) {
  const paint = useEffectEvent(() => {
    const rows = [...(scroller()?.querySelectorAll('[data-message]') ?? [])]
    paintFinds(
      rows.flatMap((row) => rangesIn(row, words)),
      current && rangeOf(current, words),
    )
  })
  useEffect(() => {
    const list = scroller()
    let frame = 0
    const later = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(() => paint())
    }
    later()
    const observer = new MutationObserver(later)
    // The list itself is another one where the words lie far away.
    const pane = list?.closest('main') ?? document.body
    observer.observe(pane, { subtree: true, childList: true, characterData: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [words, current?.messageId, current?.nth])
  useEffect(
    () => () => {
      paintFinds([], undefined)
      found.stop()
    },
    [],
  )
}

interface Options {
  threadId: string
  /** What is loaded of the thread, oldest first. */
  loaded: readonly Message[]
  words: string
  /** Brings a message's row into being. */
  onShow: (messageId: string) => void
}

/** Finds words in the whole thread, and goes from place to place. */
export function useFind({ threadId, loaded, words: typed, onShow }: Options) {
  const words = useDeferredValue(typed)
  const { read, state, why } = useReading(threadId)
  const [from] = useState(firstShown)
  const messages = useMemo(() => withLoaded(read, loaded), [read, loaded])
  const finds = useMemo(() => findsIn(messages, words), [messages, words])
  const [chosen, setChosen] = useState<{ words: string; find: Find }>()
  const opening = useMemo(() => findFrom(finds, messages, from), [finds, messages, from])
  const current = chosen?.words === words ? chosen.find : opening
  const at = finds.findIndex(
    ({ messageId, nth }) => messageId === current?.messageId && nth === current.nth,
  )
  const [isOpening, setIsOpening] = useState(false)
  const show = useEffectEvent(() => {
    if (!current) return undefined
    if (!rowOf(current.messageId)) onShow(current.messageId)
    return bringIntoView(current, words, setIsOpening)
  })
  // Whoever asks for the only place again has gone elsewhere meanwhile.
  useEffect(() => show(), [words, current?.messageId, current?.nth, chosen])
  useMarks(words, current)
  const step = (by: 1 | -1) => {
    const next = finds.at((at + by) % finds.length)
    if (next) setChosen({ words, find: next })
  }
  return {
    count: finds.length,
    isCapped: useMemo(() => isCapped(finds), [finds]),
    at,
    /** The text in which the place is has not been opened that far yet. */
    isOpening,
    state,
    why,
    read: messages.length,
    step,
    /** The message of the place that is shown. */
    messageId: current?.messageId,
  }
}
