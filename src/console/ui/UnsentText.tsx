import type { ReactNode } from 'react'

import { directionOf } from '#console/util/direction.ts'

import { Button } from './Button.tsx'
import { copyAndTell } from './copy-text.ts'

/** What was typed and has nowhere to go any more: to read, to copy or to let go. */
export const UnsentText = ({
  label,
  heading,
  what,
  text,
  rows = 6,
  action,
  children,
  onDiscard,
}: {
  /** Of the section. */
  label: string
  heading: string
  /** What the text is, as in "Copy text". */
  what: string
  text: string
  rows?: number
  /** What else can be done with it, before all others. */
  action?: ReactNode
  children?: ReactNode
  onDiscard: () => void
}) => (
  <section aria-label={label} className="mx-auto w-full max-w-column space-y-3 px-4 pb-6">
    <h2 className="text-heading">{heading}</h2>
    {text !== '' && (
      <textarea
        aria-label={`The ${what} that was written`}
        readOnly
        dir={directionOf(text)}
        rows={rows}
        value={text}
        className="block w-full rounded-card border border-line bg-raise p-3"
      />
    )}
    {children}
    <div className="flex flex-wrap gap-2">
      {action}
      {text !== '' && (
        <Button
          onClick={() =>
            void copyAndTell(text, `${what.charAt(0).toUpperCase()}${what.slice(1)} copied`)
          }
        >
          Copy {what}
        </Button>
      )}
      <Button variant="quiet" onClick={onDiscard}>
        Discard
      </Button>
    </div>
  </section>
)
