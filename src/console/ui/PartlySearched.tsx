import { MOST_UNFETCHED } from '#contract/page-limits.ts'

import { countText } from '../util/number.ts'

/**
 * Says that there may be more than what was found, while texts are being made ready to be found.
 * @param unfetched how many threads of a server behind this one are not here yet
 * @param mayBeUnfetched whether there may be such threads, where their number is not known
 */
export const PartlySearched = ({
  unfetched = 0,
  mayBeUnfetched = false,
}: {
  unfetched?: number | undefined
  mayBeUnfetched?: boolean
}) => (
  <p className="shrink-0 px-4.5 pb-1.5 text-meta text-ink-2">
    Not all searched yet: {whyNot(unfetched, mayBeUnfetched)}
  </p>
)

const whyNot = (unfetched: number, mayBeUnfetched: boolean): string => {
  if (unfetched > 0) {
    const count = countText(unfetched, 'thread')
    const threads = unfetched < MOST_UNFETCHED ? count : `${count} or more`
    const isOne = unfetched === 1
    return `${threads} ${isOne ? 'is' : 'are'} not fetched yet. There may be more matches in ${isOne ? 'it' : 'them'}.`
  }
  const what = mayBeUnfetched
    ? 'threads are still being fetched, or made ready to be found'
    : 'older texts are still being made ready to be found'
  return `${what}. There may be more matches soon.`
}
