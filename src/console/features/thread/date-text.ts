const format = new Intl.DateTimeFormat(undefined, {
  day: 'numeric',
  month: 'short',
  year: 'numeric',
})

/** `2 Oct 2026`, of unix seconds. */
export const dateText = (at: number): string => format.format(at * 1000)
