import clsx from 'clsx'

interface Row {
  /** It is open. */
  selected: boolean
  /** It is one of those that something is to be done with. */
  isMarked: boolean
  /** Some are. */
  isSelecting: boolean
}

/** How a row of the list of threads, or of matches, looks: a card where it is open. */
export const rowLook = ({ selected, isMarked, isSelecting }: Row): string =>
  clsx(
    'rounded-row border px-3.5 py-1.5',
    selected
      ? 'border-line shadow-raise forced-colors:border-[Highlight] forced-colors:outline-2 forced-colors:-outline-offset-1 forced-colors:outline-[Highlight]'
      : 'border-transparent forced-colors:border-[Canvas]',
    // Its quietest text is a shade stronger on this ground.
    isMarked ? 'bg-accent-soft [--ink-3:var(--ink-2)]' : selected ? 'bg-raise' : 'hover:bg-hover',
    isSelecting && 'ps-8 touch:ps-11',
  )

/** The bar at the side of the row that is open. */
export const OPEN_BAR =
  'absolute inset-y-2 start-0 w-[3px] rounded-e-full bg-accent forced-colors:bg-[Highlight]'
