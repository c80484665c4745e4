import { useDeferredValue, useEffect, useEffectEvent, useMemo, useState } from 'react'

import type { Message } from '#contract/message.ts'

import { ROWS, allRangesIn, bringIntoView, found, rangeOf, rowOf, scroller } from './find-place.ts'
import {
  type Find,
  findFrom,
  findInFile,
  findsIn,
  isCapped,
  placeAmong,
  stepFrom,
} from './finds.ts'
import { type Looked, paintFinds } from './highlights.ts'
import { type KeptFind, type KeptPlace, keepFind } from './kept-find.ts'
import { stepWords } from './step-words.ts'
import { useReadings } from './use-readings.ts'
import { wantedIn } from './wanted.ts'

/** The row at the top of the screen. */
const firstShown = (): string | undefined => {
  const top = scroller()?.getBoundingClientRect().top ?? 0
  const rows = [...(scroller()?.querySelectorAll<HTMLElement>(ROWS) ?? [])]
  const first = rows
    .filter((row) => row.getBoundingClientRect().bottom > top + 40)
    .toSorted((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0]
  return first?.dataset['message'] ?? first?.dataset['run']
}

/** Marks what is found in the rows that are there, also as rows and texts come and go. */
function useMarks(looked: Looked, current: Find | undefined) {
  const paint = useEffectEvent(() => {
    const rows = [...(scroller()?.querySelectorAll(ROWS) ?? [])]
    paintFinds(
      rows.flatMap((row) => allRangesIn(row, looked)),
      current && rangeOf(current, looked),
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
  }, [looked, current?.rowId, current?.callId, current?.file, current?.isUndrawn, current?.nth])
  useEffect(
    () => () => {
      paintFinds([], undefined)
      found.stop()
    },
    [],
  )
}

/** What a search led to: its words, and the message they stand in. */
export interface Sought {
  words: string
  messageId: string
  /** The name of a file of the message in which they stand, as far as it is known. */
  file?: string | undefined
  /** The reader comes back to where they read on, and is not led away from there. */
  isReturn: boolean
}

/** A place that the reader went to, or one that was left and come back to. */
interface Chosen extends KeptPlace {
  words: string
  sought: Sought | undefined
  isReturn: boolean
}

interface Options {
  threadId: string
  /** What is loaded of the thread, oldest first. */
  loaded: readonly Message[]
  words: string
  sought: Sought | undefined
  /** What was looked for as the messages went, or the page. */
  kept: KeptFind | undefined
  /** Brings a row into being: that of a message or a run, loaded at a message. */
  onShow: (rowId: string, near: string | undefined) => void
  /** Opens the step of a call, in which a place is that the reader asked for. */
  onOpenCall: (runId: string, callId: string) => void
}

/** Finds words in the whole thread, and goes from place to place. */
export function useFind({
  threadId,
  loaded,
  words: typed,
  sought,
  kept,
  onShow,
  onOpenCall,
}: Options) {
  const words = useDeferredValue(typed)
  const wanted = useMemo(() => wantedIn(words), [words])
  const { readings, read, state, why } = useReadings(threadId, loaded, wanted.exact !== '')
  const [shownFirst] = useState(firstShown)
  const from = sought?.messageId ?? shownFirst
  const isRead = state !== 'reading'
  const { finds, level } = useMemo(
    () => findsIn(readings, wanted, isRead),
    [readings, wanted, isRead],
  )
  const looked = useMemo(() => ({ wanted, level }), [wanted, level])
  const isSought = sought !== undefined && sought.words === words
  const [chosen, setChosen] = useState<Chosen | undefined>(
    () => kept?.place && { ...kept.place, words: kept.words, sought, isReturn: true },
  )
  const opening = useMemo(
    () =>
      (isSought ? findInFile(finds, readings, sought) : undefined) ??
      findFrom(finds, readings, from, isSought),
    [finds, readings, from, isSought, sought],
  )
  const isChosen = chosen?.words === words && chosen.sought === sought
  const isGoneTo = isChosen && chosen.isGoneTo
  const wished = isChosen ? chosen.find : opening
  const place = wished
    ? placeAmong(finds, wished, isChosen ? chosen.at : 0)
    : { at: -1, isThere: false }
  const current = finds[place.at]
  const [isOpening, setIsOpening] = useState(false)
  const show = useEffectEvent(() => {
    // Where a place is deleted, what is read stays on the screen.
    if (!current || !place.isThere) return undefined
    // Come back to, it is where the reader left it, and they where they read on.
    if (isChosen && chosen.isReturn) return undefined
    // The message that was found stays on the screen, also where its words are written in another way.
    const isLed = isSought && !isChosen
    if (isLed && (sought.isReturn || current.rowId !== sought.messageId)) return undefined
    if (!rowOf(current.rowId))
      onShow(current.rowId, readings.find(({ rowId }) => rowId === current.rowId)?.near)
    // On the way to what is typed the inspector stays as it is.
    if (isGoneTo && current.callId !== undefined) onOpenCall(current.rowId, current.callId)
    return bringIntoView(current, looked, setIsOpening)
  })
  // Whoever asks for the only place again has gone elsewhere meanwhile.
  useEffect(
    () => show(),
    [
      looked,
      current?.rowId,
      current?.callId,
      current?.file,
      current?.isUndrawn,
      current?.nth,
      chosen,
      sought,
    ],
  )
  const { callId, nth } = current ?? {}
  const isOpened = isGoneTo && callId !== undefined && nth !== undefined
  useEffect(() => {
    const place = isOpened ? { callId, nth } : undefined
    stepWords.set(wanted.exact === '' ? undefined : { threadId, looked, place })
  }, [threadId, wanted, looked, isOpened, callId, nth, chosen])
  useMarks(looked, current)
  const step = (by: 1 | -1) => {
    // What came out of a call is seen once it is gone to: the first step goes there.
    const isUnopened = by === 1 && !isGoneTo && place.isThere && callId !== undefined
    const at = isUnopened ? place.at : stepFrom(place, by, finds.length)
    const next = finds[at]
    if (next) setChosen({ words, sought, find: next, at, isGoneTo: true, isReturn: false })
  }
  const keep = useEffectEvent(() => {
    // What is typed meanwhile is kept with its own place.
    if (words !== typed || !current || !place.isThere) return
    const isOwn = !isSought || isGoneTo
    keepFind(threadId, {
      words,
      place: { find: current, at: place.at, isGoneTo },
      ...(isOwn && { isOwn }),
    })
  })
  useEffect(
    () => keep(),
    [words, current?.rowId, callId, current?.file, current?.isUndrawn, nth, place.isThere, chosen],
  )
  return {
    count: finds.length,
    isCapped: useMemo(() => isCapped(finds), [finds]),
    at: place.at,
    /** The text in which the place is has not been opened that far yet. */
    isOpening,
    /** The words stand in what is not drawn. */
    isUndrawn: current?.isUndrawn ?? false,
    state,
    why,
    read,
    step,
    /** The row of the place that is shown. */
    rowId: current?.rowId,
  }
}
