import { Flag, MessageSquareText } from 'lucide-react'
import { useContext } from 'react'

import { askedPart, reviewed } from '#console/api/reviewed.ts'
import { useReviews } from '#console/api/reviews.ts'
import { TabStopContext } from '#console/markdown/tab-stop.ts'
import { VerdictMark } from '#console/ui/VerdictMark.tsx'
import { countText } from '#console/util/number.ts'
import type { Message } from '#contract/message.ts'

/** What was said of a message, quietly in its header; it leads to the Review tab. */
export const ReviewMark = ({
  message: { id, thread_id },
}: {
  message: Pick<Message, 'id' | 'thread_id'>
}) => {
  const tabIndex = useContext(TabStopContext)
  const ofMessage = useReviews(thread_id).filter(({ message_id }) => message_id === id)
  if (ofMessage.length === 0) return null
  const flagged = ofMessage.some((review) => review.flagged)
  const verdicts = [...new Set(ofMessage.map(({ verdict }) => verdict))].filter(
    (verdict) => verdict !== null,
  )
  const notes = ofMessage.filter(({ note }) => note !== null).length
  return (
    <button
      type="button"
      tabIndex={tabIndex}
      title="Show its reviews"
      onClick={() => {
        reviewed.set({ thread_id, message_id: id, passage: null })
        askedPart.set('verdict')
      }}
      className="inline-flex items-center gap-2 rounded-label px-1 text-small hover:bg-hover"
    >
      {verdicts.map((verdict) => (
        <VerdictMark key={verdict} verdict={verdict} />
      ))}
      {notes > 0 && (
        <span className="inline-flex items-center gap-1 text-meta text-ink-3 tabular">
          <MessageSquareText aria-hidden className="size-3.5" strokeWidth={1.75} />
          <span aria-hidden>{notes}</span>
          <span className="sr-only">{countText(notes, 'note')}</span>
        </span>
      )}
      {flagged && (
        <span className="inline-flex items-center gap-1 font-medium text-attention">
          <Flag aria-hidden className="size-3.5" strokeWidth={1.75} />
          Flagged
        </span>
      )}
    </button>
  )
}
