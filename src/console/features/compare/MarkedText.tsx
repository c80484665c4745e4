import clsx from 'clsx'

import { numberText } from '#console/util/number.ts'

import type { Piece } from './marks.ts'
import { shownParts } from './shown-parts.ts'

/** What of a text is shown beyond its opening, by the place of the piece. */
export interface MoreShown {
  more: ReadonlyMap<number, number>
  onMore: (piece: number) => void
}

const MARK = 'rounded-[2px] bg-accent-soft decoration-accent'
const LINE = 'underline decoration-2 underline-offset-3'

/** A change: by its element for those who hear it, by its line where colours are not told apart. */
const Change = ({ of, text, struck }: { of: 'left' | 'right'; text: string; struck: boolean }) =>
  of === 'left' ? (
    <del className={clsx(MARK, struck ? 'text-ink-2 line-through' : [LINE, 'decoration-dashed'])}>
      {text}
    </del>
  ) : (
    <ins className={clsx(MARK, LINE)}>{text}</ins>
  )

/**
 * A text as it was written, with what differs marked. Each line has the direction of its own letters.
 * @param side whose text it is; without one, both are told in one
 */
export const MarkedText = ({
  pieces,
  side,
  isCode = false,
  isPlain = false,
  more,
  onMore,
}: {
  pieces: readonly Piece[]
  side?: 'left' | 'right' | undefined
  isCode?: boolean | undefined
  /** A setting, which is short mostly. */
  isPlain?: boolean
} & MoreShown) => (
  <div
    className={clsx(
      'text-start break-words whitespace-pre-wrap [unicode-bidi:plaintext]',
      isCode ? 'font-mono text-meta leading-normal' : isPlain ? 'text-base' : 'text-read',
    )}
  >
    {shownParts(pieces, more).map((part, nth) => {
      if (side && part.of !== 'both' && part.of !== side) return null
      if (part.hidden !== undefined)
        return (
          <button
            key={nth}
            type="button"
            onClick={() => onMore(part.at)}
            className="my-1 block rounded-control border border-line-strong bg-raise px-2 py-0.5 font-sans text-meta text-ink-2 hover:bg-hover hover:text-ink"
          >
            {numberText(part.hidden)} more characters
            {part.of === 'both' && pieces.length > 1 && ', equal on both sides'}
          </button>
        )
      if (part.of === 'both') return <span key={nth}>{part.text}</span>
      return <Change key={nth} of={part.of} text={part.text} struck={side === undefined} />
    })}
  </div>
)
