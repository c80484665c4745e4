/**
 * The number of the event that a reader of a stream saw last. One that reconnects by itself repeats its
 * address: where it got to is in the header.
 * @param after of its query
 * @returns undefined for a reader that comes for the first time; NaN for what is no number of ours
 */
export const lastSeen = ({ headers }: Request, after: string | undefined): number | undefined => {
  const given = headers.get('last-event-id') || after
  if (given === undefined) return undefined
  return /^\d{1,15}$/.test(given) ? Number(given) : NaN
}
