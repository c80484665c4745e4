import clsx from 'clsx'
import { type FocusEventHandler, type KeyboardEventHandler, memo } from 'react'
import { Link } from 'react-router'

import { threadTitle } from '#console/api/threads.ts'
import { type OnSelect, takesPress } from '#console/hooks/use-row-selection.ts'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'
import { ReviewMarks } from '#console/ui/ReviewMarks.tsx'
import { OPEN_BAR, rowLook } from '#console/ui/row-look.ts'
import { MARKED_ID, SelectBox } from '#console/ui/SelectBox.tsx'
import type { SearchHit } from '#contract/search.ts'

import { evidenceOf, stretchesIn } from './evidence.ts'
import { stateOf } from './hit-place.ts'
import { piecesOf, whereText } from './hit-words.ts'

interface Props {
  hit: SearchHit
  /** It follows another match in the same thread, whose title stands above. */
  follows: boolean
  to: string
  selected: boolean
  /** The one row that Tab reaches; arrow keys and j, k move it. */
  reachable: boolean
  /** Its thread is one of those that something is to be done with. */
  isMarked: boolean
  /** Some are. */
  isSelecting: boolean
  onSelect: OnSelect
  onFollow: () => void
  onFocus: FocusEventHandler
  onKeyDown: KeyboardEventHandler
}

/** A match: the thread it is in and when, the words around it, and what they are part of. */
export const HitRow = memo(
  ({
    hit,
    follows,
    to,
    selected,
    reachable,
    isMarked,
    isSelecting,
    onSelect,
    onFollow,
    onFocus,
    onKeyDown,
  }: Props) => {
    const { thread } = hit
    const tabIndex = reachable ? 0 : -1
    const title = hit.thread ? threadTitle(hit.thread) : 'Deleted thread'
    const state = { fromList: true, ...stateOf(hit) }
    const review = follows ? undefined : thread?.summary?.review
    const { snippet, lines } = evidenceOf(hit.snippet)
    const time = (
      <RelativeTime
        at={hit.created_at}
        className="relative shrink-0 text-meta leading-4 whitespace-nowrap text-ink-3"
      />
    )
    return (
      <div className="group relative px-1" onFocus={onFocus}>
        {selected && <span aria-hidden className={OPEN_BAR} />}
        {thread && (
          <SelectBox
            {...{ title, isSelecting, tabIndex, onKeyDown }}
            isSelected={isMarked}
            onSelect={(isRange) => onSelect(thread, isRange)}
          />
        )}
        <Link
          to={to}
          state={state}
          data-thread={hit.thread_id}
          data-hit={hit.id}
          tabIndex={tabIndex}
          // Shift would mark the text of the rows between.
          onMouseDown={(event) => event.shiftKey && event.preventDefault()}
          onClick={(event) => {
            if (!thread || !takesPress(event, isSelecting)) return onFollow()
            event.preventDefault()
            event.currentTarget.focus({ preventScroll: true })
            onSelect(thread, event.shiftKey)
          }}
          onKeyDown={onKeyDown}
          aria-current={selected ? 'page' : undefined}
          aria-describedby={isMarked ? MARKED_ID : undefined}
          className={clsx(
            'block outline-none focus-visible:outline-2 focus-visible:-outline-offset-1 focus-visible:outline-accent',
            rowLook({ selected, isMarked, isSelecting }),
          )}
        >
          <span className={follows ? 'sr-only' : 'flex items-center gap-2'}>
            <span dir="auto" className="min-w-0 flex-1 truncate leading-5 font-strong">
              {title}
            </span>
            {!follows && time}
          </span>
          <span
            dir="auto"
            className={clsx(
              'text-small leading-[1.125rem] break-words text-ink-2',
              lines === 3 ? 'line-clamp-3' : 'line-clamp-2',
            )}
          >
            <Snippet snippet={snippet} />
          </span>
          <span className="mt-0.5 flex items-center gap-2 text-meta leading-4 text-ink-3">
            <span className="min-w-0 flex-1 truncate">{whereText(hit)}</span>
            {review && <ReviewMarks review={review} hidesWord={false} />}
            {follows && time}
          </span>
        </Link>
      </div>
    )
  },
)
HitRow.displayName = 'HitRow'

const Snippet = ({ snippet }: Pick<SearchHit, 'snippet'>) => {
  const stretches = stretchesIn(snippet.text)
  let end = 0
  // The pieces of a snippet stay in their order.
  return piecesOf(snippet).map(({ text, isMarked }, at) => {
    const start = end
    end += text.length
    const drawn = piecesOf({
      text,
      marks: stretches.map(([from, to]) => [from - start, to - start]),
    }).map((piece, part) =>
      piece.isMarked ? (
        // oxlint-disable-next-line react/no-array-index-key
        <span key={part} className="break-all">
          {piece.text}
        </span>
      ) : (
        piece.text
      ),
    )
    return isMarked ? (
      <mark
        // oxlint-disable-next-line react/no-array-index-key
        key={at}
        className="rounded-[3px] bg-mark px-px text-ink forced-colors:text-[MarkText]"
      >
        {drawn}
      </mark>
    ) : (
      drawn
    )
  })
}
