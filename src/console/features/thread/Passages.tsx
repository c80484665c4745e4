import { Quote } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'

import { lostPassages } from '#console/api/lost-passages.ts'
import { askedPart, reviewed } from '#console/api/reviewed.ts'
import { useReviews } from '#console/api/reviews.ts'
import { useWhyNotNow } from '#console/api/rights.ts'
import { subjectKey } from '#console/api/said.ts'
import { PASSED_ON, useAction } from '#console/hooks/use-action.ts'
import { Button } from '#console/ui/Button.tsx'
import { showToast } from '#console/ui/toast.ts'
import { numberText } from '#console/util/number.ts'
import type { Passage } from '#contract/review.ts'

import { paint } from './highlights.ts'
import { contentOf, rangesOf, selectedPassage } from './passage-range.ts'
import { MAX_QUOTE } from './passage.ts'

const MARGIN = 8

/** Marks the passages of a thread that somebody reviewed, and offers to note something on what is selected. */
export const Passages = ({ threadId }: { threadId: string }) => {
  const reviews = useReviews(threadId)
  const current = reviewed.use()
  const mayNot = useWhyNotNow('createReview') !== undefined
  const passages = useRef<[string, Passage[]][]>([])
  passages.current = [
    ...Map.groupBy(
      [...reviews, ...(current?.thread_id === threadId ? [current] : [])].filter(
        ({ passage, message_id }) => message_id !== null && passage && passage.quote !== '',
      ),
      ({ message_id }) => message_id ?? '',
    ),
  ].map(([id, those]) => [id, those.flatMap(({ passage }) => passage ?? [])])
  useEffect(() => {
    const draw = () => {
      const lost = new Set<string>()
      const ranges = passages.current.flatMap(([message_id, those]) => {
        const content = contentOf(message_id)
        if (!content) return []
        return rangesOf(content, those).flatMap((range, at) => {
          if (range) return range
          const passage = those[at] ?? null
          lost.add(subjectKey({ thread_id: threadId, message_id, passage }))
          return []
        })
      })
      paint('passage', ranges)
      lostPassages.set(lost)
    }
    draw()
    if (passages.current.length === 0) return undefined
    let frame = 0
    const soon = () => {
      cancelAnimationFrame(frame)
      frame = requestAnimationFrame(draw)
    }
    // Rows come and go as the messages are scrolled, and texts grow.
    const observer = new MutationObserver(soon)
    const log = document.querySelector('[role=log]')
    if (log) observer.observe(log, { subtree: true, childList: true, characterData: true })
    return () => {
      observer.disconnect()
      cancelAnimationFrame(frame)
    }
  }, [threadId, reviews, current])
  useEffect(
    () => () => {
      paint('passage', [])
      lostPassages.set(new Set())
    },
    [threadId],
  )
  const note = () => {
    const selected = selectedPassage()
    if (!selected) return PASSED_ON
    if (selected.passage.quote.length > MAX_QUOTE) {
      showToast({ text: `A passage has at most ${numberText(MAX_QUOTE)} characters.` })
      return undefined
    }
    reviewed.set({ thread_id: threadId, ...selected })
    askedPart.set('note')
    return undefined
  }
  useAction('review.passage', mayNot ? undefined : note)
  return mayNot ? null : <NoteButton onNote={note} />
}

/** Stands below the end of what is selected in a message. */
const NoteButton = ({ onNote }: { onNote: () => unknown }) => {
  const [place, setPlace] = useState<{ top: number; left: number }>()
  useEffect(() => {
    let isPressed = false
    const look = () => {
      // Not while the pointer still draws the selection.
      if (isPressed || !selectedPassage()) return setPlace(undefined)
      const rects = getSelection()?.getRangeAt(0).getClientRects()
      const last = rects && rects[rects.length - 1]
      if (!last) return setPlace(undefined)
      const { bottom, right } = last
      return setPlace({
        top: Math.min(bottom + MARGIN, innerHeight - 48),
        left: Math.max(MARGIN, Math.min(right, innerWidth - MARGIN) - 176),
      })
    }
    const onPress = (event: PointerEvent) => {
      isPressed = !(event.target instanceof Element && event.target.closest('[data-note-passage]'))
    }
    const onRelease = () => {
      isPressed = false
      // The selection that a press ends is gone a moment later.
      setTimeout(look)
    }
    const hide = () => setPlace(undefined)
    const stop = new AbortController()
    document.addEventListener('selectionchange', look, stop)
    document.addEventListener('pointerdown', onPress, stop)
    document.addEventListener('pointerup', onRelease, stop)
    document.addEventListener('scroll', hide, { capture: true, passive: true, signal: stop.signal })
    return () => stop.abort()
  }, [])
  if (!place) return null
  return (
    <div data-note-passage className="fixed z-10" style={place}>
      <Button
        size="small"
        icon={Quote}
        className="shadow-raise"
        // The selection stays.
        onMouseDown={(event) => event.preventDefault()}
        onClick={() => {
          onNote()
          setPlace(undefined)
        }}
      >
        Note on this passage
      </Button>
    </div>
  )
}
