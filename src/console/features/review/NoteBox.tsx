import { useQuery } from '@tanstack/react-query'
import clsx from 'clsx'
import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react'

import { peopleQuery } from '#console/api/people.ts'
import { control } from '#console/ui/Field.tsx'
import { Initials } from '#console/ui/Initials.tsx'
import { isComposing } from '#console/util/composition.ts'
import { directionOf } from '#console/util/direction.ts'

import { type Mention, meant, mentionAt, withMention } from './mention.ts'

/** A box for a note: as high as its text, and names of people follow an @. */
export const NoteBox = ({
  text,
  onChange,
  onSave,
  onLeave,
  whyNot,
  children,
}: {
  text: string
  onChange: (text: string) => void
  /** By key. */
  onSave: () => void
  onLeave?: () => void
  whyNot: string | undefined
  /** How it stands with what is typed, in words. */
  children?: ReactNode
}) => {
  const id = useId()
  const box = useRef<HTMLTextAreaElement>(null)
  const [mention, setMention] = useState<Mention>()
  const [active, setActive] = useState(0)
  const people = useQuery({ ...peopleQuery, enabled: mention !== undefined }).data ?? []
  const found = mention ? meant(people, mention) : []
  const at = Math.min(active, found.length - 1)

  const look = () => {
    const { value, selectionStart, selectionEnd } = box.current ?? {}
    const isCaret = value !== undefined && selectionStart === selectionEnd
    setMention(isCaret ? mentionAt(value, selectionStart ?? 0) : undefined)
    setActive(0)
  }
  const take = (name: string | undefined) => {
    if (!mention || name === undefined || !box.current) return
    const next = withMention(text, mention, name)
    onChange(next.text)
    setMention(undefined)
    const field = box.current
    requestAnimationFrame(() => field.setSelectionRange(next.caret, next.caret))
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event.nativeEvent)) return
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) {
      event.preventDefault()
      setMention(undefined)
      return onSave()
    }
    if (found.length === 0) return
    if (event.key === 'ArrowDown') setActive((at + 1) % found.length)
    else if (event.key === 'ArrowUp') setActive((at - 1 + found.length) % found.length)
    else if (event.key === 'Enter' || event.key === 'Tab') take(found[at]?.name)
    else if (event.key === 'Escape') setMention(undefined)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="space-y-1">
      <textarea
        ref={box}
        id={`${id}note`}
        data-review-note
        rows={3}
        dir={directionOf(text)}
        value={text}
        disabled={whyNot !== undefined}
        title={whyNot}
        aria-label="Note"
        aria-autocomplete="list"
        aria-controls={found.length > 0 ? `${id}people` : undefined}
        aria-activedescendant={found.length > 0 ? `${id}${at}` : undefined}
        aria-describedby={`${id}state`}
        placeholder="What should be known about it?"
        onChange={({ target }) => {
          onChange(target.value)
          look()
        }}
        onSelect={look}
        onKeyDown={onKeyDown}
        onBlur={() => {
          setMention(undefined)
          onLeave?.()
        }}
        className={clsx(
          control,
          'block max-h-80 min-h-19 resize-none py-2 leading-normal field-sizing-content',
        )}
      />
      {found.length > 0 && (
        <div
          id={`${id}people`}
          role="listbox"
          aria-label="People"
          tabIndex={-1}
          // The field keeps the focus.
          onMouseDown={(event) => event.preventDefault()}
          className="rounded-card border border-line-strong bg-raise p-1 shadow-raise"
        >
          {found.map((person, place) => (
            // Keys come to it through the field.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={person.id}
              id={`${id}${place}`}
              role="option"
              tabIndex={-1}
              aria-selected={place === at}
              onClick={() => take(person.name)}
              className={clsx(
                'flex cursor-default items-center gap-2 rounded-label px-1.5 py-1 hover:bg-hover',
                place === at && 'bg-hover outline-2 -outline-offset-2 outline-accent',
              )}
            >
              <Initials person={person} />
              <bdi className="truncate">{person.name}</bdi>
            </div>
          ))}
        </div>
      )}
      <p id={`${id}state`} className="min-h-4.5 text-meta text-ink-3">
        {children}
      </p>
    </div>
  )
}
