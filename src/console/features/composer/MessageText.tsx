import { X } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { directionOf } from '#console/util/direction.ts'

import { roomLeft } from './draft-limits.ts'
import type { TextPart } from './draft.ts'

const growsByItself = CSS.supports('field-sizing', 'content')

/** One text part: a box that grows with what is written. */
export const MessageText = ({
  part,
  label,
  readOnly,
  onChange,
  onRemove,
}: {
  part: TextPart
  label: string
  readOnly: boolean
  onChange: (text: string) => void
  /** Given where it is not the only text. */
  onRemove: (() => void) | undefined
}) => {
  const box = useRef<HTMLTextAreaElement>(null)
  // For browsers that cannot size a box by its content: Firefox, older Safari.
  useLayoutEffect(() => {
    const element = box.current
    if (growsByItself || !element) return
    element.style.height = 'auto'
    element.style.height = `${element.scrollHeight}px`
  }, [part.text])
  const room = roomLeft(part.text)
  return (
    <div className="flex items-start">
      <div className="min-w-0 flex-1">
        <textarea
          ref={box}
          data-composer-text
          aria-label={label}
          placeholder="Write a message"
          dir={directionOf(part.text)}
          rows={1}
          value={part.text}
          readOnly={readOnly}
          aria-invalid={room?.over}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Backspace' && part.text === '' && onRemove) onRemove()
          }}
          className="block max-h-[40dvh] min-h-9 w-full resize-none bg-transparent px-3.5 pt-2.5 pb-1.5 text-read leading-normal outline-none field-sizing-content"
        />
        {room && (
          <output
            className={`block px-3.5 text-meta tabular ${room.over ? 'text-error' : 'text-ink-3'}`}
          >
            {room.words}
          </output>
        )}
      </div>
      {onRemove && (
        <IconButton
          label="Remove this text"
          icon={X}
          size="small"
          onClick={onRemove}
          className="m-2"
        />
      )}
    </div>
  )
}
