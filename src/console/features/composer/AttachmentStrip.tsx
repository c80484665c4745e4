import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useEffectEvent, useRef } from 'react'

import { countText } from '#console/util/number.ts'

import { AttachmentChip } from './AttachmentChip.tsx'
import type { AttachmentDraft } from './draft.ts'
import { comeIntoView, STRIP } from './strip.ts'

/** Beyond so many files only those in view are drawn, and they are counted. */
const DRAWN_WHOLE = 12
/** About a chip with a name of usual length, and the room to the next one, in pixels. */
const CHIP = 250
const GAP = 8

interface Props {
  threadId: string
  attachments: readonly AttachmentDraft[]
}

/** The files that go with the message, in one row that scrolls sideways. Not drawn anew while a text is typed. */
export const AttachmentStrip = memo(({ threadId, attachments }: Props) => {
  if (attachments.length === 0) return null
  if (attachments.length > DRAWN_WHOLE) return <LongStrip {...{ threadId, attachments }} />
  return (
    <ul aria-label="Attachments" className={`${STRIP} px-3 py-1`}>
      {attachments.map((attachment) => (
        <li key={attachment.key} ref={comeIntoView} className="flex max-w-full shrink-0">
          <AttachmentChip threadId={threadId} attachment={attachment} />
        </li>
      ))}
    </ul>
  )
})

const LongStrip = ({ threadId, attachments }: Props) => {
  const scroller = useRef<HTMLDivElement>(null)
  // Nothing of it is handed to anything memoised.
  // oxlint-disable-next-line react/incompatible-library
  const strip = useVirtualizer({
    horizontal: true,
    count: attachments.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => CHIP,
    gap: GAP,
    paddingStart: 12,
    paddingEnd: 12,
    scrollPaddingEnd: 12,
    getItemKey: (at) => attachments[at]?.key ?? at,
    overscan: 3,
  })
  const { length } = attachments
  const before = useRef(0)
  const onLength = useEffectEvent(() => {
    // What was added comes into view, as in a short strip.
    if (length > before.current) strip.scrollToIndex(length - 1)
    before.current = length
  })
  useEffect(() => {
    onLength()
  }, [length])
  return (
    <>
      <p className="px-3.5 pt-1 text-small text-ink-2">{summaryOf(attachments)}</p>
      <div ref={scroller} className="shrink-0 overflow-x-auto overscroll-contain py-1">
        <ul
          aria-label="Attachments"
          className="flex gap-2"
          style={{
            width: strip.getTotalSize(),
            paddingInlineStart: strip.getVirtualItems()[0]?.start,
          }}
        >
          {strip.getVirtualItems().map((item) => {
            const attachment = attachments[item.index]
            return (
              attachment && (
                <li
                  key={item.key}
                  ref={strip.measureElement}
                  data-index={item.index}
                  aria-setsize={length}
                  aria-posinset={item.index + 1}
                  className="flex shrink-0"
                >
                  <AttachmentChip threadId={threadId} attachment={attachment} />
                </li>
              )
            )
          })}
        </ul>
      </div>
    </>
  )
}

/** What of many files is not in view. */
const summaryOf = (attachments: readonly AttachmentDraft[]): string => {
  const inState = (state: AttachmentDraft['upload']['state']) =>
    attachments.filter(({ upload }) => upload.state === state).length
  const [uploading, failed] = [inState('uploading'), inState('failed')]
  return [
    countText(attachments.length, 'attachment'),
    ...(uploading > 0 ? [`${uploading} uploading`] : []),
    ...(failed > 0 ? [`${failed} not uploaded`] : []),
  ].join(' · ')
}
