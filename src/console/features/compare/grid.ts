/** A narrow column for the mark of a difference, and one for both sides. */
const ONE = 'grid grid-cols-[1.75rem_minmax(0,1fr)] ps-2 pe-4'

/** The same with a column for each side, and where there is room one before them for what is told. */
const TWO =
  'grid ps-3 pe-6 @max-4xl:grid-cols-[1.75rem_minmax(0,1fr)_minmax(0,1fr)] @4xl:grid-cols-[1.75rem_9.5rem_minmax(0,1fr)_minmax(0,1fr)]'

/** The columns of a comparison. Stands in a container. */
export const gridOf = (isNarrow: boolean): string => (isNarrow ? ONE : TWO)

export const LEFT_CELL = 'min-w-0 pe-5 @max-4xl:col-start-2 @4xl:col-start-3'
export const RIGHT_CELL = 'min-w-0 border-s border-line ps-5'
