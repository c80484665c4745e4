// Without zod, so that the console's first script can read them.

/** How many objects one page of a list gives where no limit is asked for, and at most. */
export const DEFAULT_LIMIT = 20
export const LARGEST_LIMIT = 100

/** How many files one page of their list gives, unless fewer are asked for. */
export const FILES_LIMIT = 10_000

/** How many events of a log one page gives where no limit is asked for, and at most. */
export const DEFAULT_EVENTS = 100
export const LARGEST_EVENTS = 1000

/** Up to so many threads are counted that are not fetched yet from a server behind this one. */
export const MOST_UNFETCHED = 10_000
