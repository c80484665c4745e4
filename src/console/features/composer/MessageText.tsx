import { X } from 'lucide-react'
import { useLayoutEffect, useRef } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { directionOf } from '#console/util/direction.ts'

import { roomLeft } from './draft-limits.ts'
import type { TextPart } from './draft.ts'

const growsByItself = CSS.supports('field-sizing', 'content')
const RESTS_MS = 120

/** Makes the box as high as its text, up to its largest; one that is largest is not measured again. */
const grow = (element: HTMLTextAreaElement): void => {
  const isLargest =
    element.style.height !== '' &&
    element.style.height !== 'auto' &&
    element.clientHeight < Number.parseFloat(element.style.height) - 1
  if (!isLargest) element.style.height = `${element.scrollHeight}px`
}

/**
 * React writes the default value of a textarea with each new value, and after that browsers undo letter
 * by letter. Nothing here reads it.
 */
const keepUndo = (element: HTMLTextAreaElement): void => {
  Object.defineProperty(element, 'defaultValue', { get: () => '', set: () => {} })
}

/** One text part: a box that grows with what is written. */
export const MessageText = ({
  part,
  label,
  onChange,
  onRemove,
}: {
  part: TextPart
  label: string
  onChange: (text: string) => void
  /** Given where it is not the only text. */
  onRemove: (() => void) | undefined
}) => {
  const box = useRef<HTMLTextAreaElement>(null)
  // For browsers that cannot size a box by its content: WebKitGTK, older Safari and Firefox.
  const before = useRef(0)
  useLayoutEffect(() => {
    const element = box.current
    if (growsByItself || !element) return undefined
    const isShorter = part.text.length < before.current
    before.current = part.text.length
    if (!isShorter) return grow(element)
    // Only a box made small again tells that less is needed: measured once the keys rest.
    const timer = setTimeout(() => {
      element.style.height = 'auto'
      grow(element)
    }, RESTS_MS)
    return () => clearTimeout(timer)
  }, [part.text])
  useLayoutEffect(() => {
    if (box.current) keepUndo(box.current)
  }, [])
  const room = roomLeft(part.text)
  return (
    // Where the message has too little room its texts are the first to give some up.
    <div className="flex min-h-9 shrink items-stretch">
      <div className="flex min-h-0 min-w-0 flex-1 flex-col">
        <textarea
          ref={box}
          data-composer-text
          aria-label={label}
          placeholder="Write a message"
          dir={directionOf(part.text)}
          rows={1}
          value={part.text}
          aria-invalid={room?.over}
          onChange={(event) => onChange(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Backspace' && part.text === '' && onRemove) onRemove()
          }}
          className="block max-h-[40dvh] min-h-9 w-full shrink resize-none bg-transparent px-3.5 pt-2.5 pb-1.5 text-read leading-normal outline-none field-sizing-content"
        />
        {room && (
          <output
            className={`block shrink-0 px-3.5 text-meta tabular ${room.over ? 'text-error' : 'text-ink-3'}`}
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
