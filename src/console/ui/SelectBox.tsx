import clsx from 'clsx'
import type { KeyboardEventHandler } from 'react'

/** What a row that is selected is described by, for those who do not see its box. */
export const MARKED_ID = 'selected-thread'

/** Stands once in a list whose rows are selected. */
export const MarkedNote = () => (
  <span id={MARKED_ID} hidden>
    Selected
  </span>
)

/**
 * The box that selects a row: in the margin before its text under a pointer that hovers, so that nothing moves
 * there; while some are selected the text makes room for it.
 */
export const SelectBox = ({
  title,
  isSelected,
  isSelecting,
  tabIndex,
  onSelect,
  onKeyDown,
}: {
  title: string
  isSelected: boolean
  isSelecting: boolean
  tabIndex: number
  /** With Shift all between it and the last one are meant. */
  onSelect: (isRange: boolean) => void
  onKeyDown: KeyboardEventHandler
}) => (
  <label
    // Shift would mark the text of the rows between.
    onMouseDown={(event) => event.shiftKey && event.preventDefault()}
    className={clsx(
      'absolute inset-y-0 start-0 z-1 flex cursor-pointer items-center touch:w-12 touch:ps-5',
      isSelecting
        ? 'w-9 ps-4'
        : 'w-6 ps-1.5 opacity-0 group-focus-within:opacity-100 group-hover:opacity-100 touch:hidden',
    )}
  >
    <input
      type="checkbox"
      aria-label={`Select ${title}`}
      checked={isSelected}
      tabIndex={tabIndex}
      onKeyDown={onKeyDown}
      onChange={({ nativeEvent }) =>
        onSelect(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)
      }
      // The margin is small: between the edge of a card and its text the box stands clear of both.
      className={clsx(
        'shrink-0 cursor-pointer accent-accent touch:size-4.5',
        isSelecting ? 'size-3' : 'size-2.5',
      )}
    />
  </label>
)
