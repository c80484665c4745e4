import { useDeferredValue, useEffect, useEffectEvent, useMemo, useState } from 'react'

import { wholeThread } from '#console/api/whole-thread.ts'
import { describeFailure } from '#console/util/describe-failure.ts'
import type { Message } from '#contract/message.ts'

import { type Find, findFrom, findsIn, isCapped, withLoaded } from './finds.ts'
import { KeptRanges, paintFinds } from './highlights.ts'

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

const scroller = () => document.querySelector<HTMLElement>('[data-pane="messages"]')
const rowOf = (messageId: string) =>
  scroller()?.querySelector(`[data-message="${CSS.escape(messageId)}"]`)
const found = new KeptRanges()
const rangesIn = (row: Element, words: string) =>
  found.find(row.querySelector('[data-message-content]') ?? row, words)

/** The message at the top of the screen. */
const firstShown = (): string | undefined => {
  const top = scroller()?.getBoundingClientRect().top ?? 0
  const rows = scroller()?.querySelectorAll<HTMLElement>('[data-message]') ?? []
  return [...rows].find((row) => row.getBoundingClientRect().bottom > top + 40)?.dataset['message']
}

const rangeOf = (find: Find, words: string): Range | undefined => {
  const row = rowOf(find.messageId)
  const ranges = row ? rangesIn(row, words) : []
  return ranges[find.nth] ?? ranges.at(-1)
}

/** Opens a long text until the place stands there. Answers whether there is nothing left to open. */
const showMore = (find: Find, words: string): boolean => {
  const row = rowOf(find.messageId)
  if (!row || rangesIn(row, words).length > find.nth) return true
  const more = row.querySelector<HTMLElement>('[data-shows-more]')
  more?.click()
  return more === null
}

/** Frames in which nothing may move before the list is scrolled to the very line. */
const STILL = 3
const PATIENCE = 240

/** Brings the place on the screen once its row is there and lies still. Answers how to stop. */
function bringIntoView(find: Find, words: string): () => void {
  let before = NaN
  let still = 0
  let left = PATIENCE
  let frame = 0
  const look = () => {
    left -= 1
    const list = scroller()
    const isThere = showMore(find, words)
    const box = (rangeOf(find, words) ?? rowOf(find.messageId))?.getBoundingClientRect()
    if (list && box && isThere) {
      still = Math.abs(box.top - before) < 1 ? still + 1 : 0
      before = box.top
      if (still >= STILL) {
        const view = list.getBoundingClientRect()
        if (box.top < view.top + 48 || box.bottom > view.bottom - 24)
          list.scrollTop += box.top - view.top - view.height / 3
        return
      }
    }
    if (left > 0) frame = requestAnimationFrame(look)
  }
  frame = requestAnimationFrame(look)
  return () => cancelAnimationFrame(frame)
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
  const show = useEffectEvent(() => {
    if (!current) return undefined
    if (!rowOf(current.messageId)) onShow(current.messageId)
    return bringIntoView(current, words)
  })
  useEffect(() => show(), [words, current?.messageId, current?.nth])
  useMarks(words, current)
  const step = (by: 1 | -1) => {
    const next = finds.at((at + by) % finds.length)
    if (next) setChosen({ words, find: next })
  }
  return {
    count: finds.length,
    isCapped: useMemo(() => isCapped(finds), [finds]),
    at,
    state,
    why,
    read: messages.length,
    step,
    /** The message of the place that is shown. */
    messageId: current?.messageId,
  }
}
