import { numberText } from '#console/util/number.ts'

/** How far finding is. */
export interface FindStand {
  words: string
  count: number
  isCapped: boolean
  at: number
  isOpening: boolean
  isUndrawn: boolean
  state: 'reading' | 'whole' | 'failed'
  /** How many messages were read. */
  read: number
}

const NOTHING = { main: '', beside: '', trouble: '' }

/** What the bar says: which place, what it is beside that, and what went wrong. */
export const toldOf = ({
  words,
  count,
  isCapped,
  at,
  isOpening,
  isUndrawn,
  state,
  read,
}: FindStand): typeof NOTHING => {
  if (words.trim() === '') return NOTHING
  const isReading = state === 'reading'
  if (count === 0 && read === 0 && state === 'failed')
    return { ...NOTHING, trouble: 'Could not look' }
  const trouble = state === 'failed' ? ', not all read' : ''
  if (count === 0)
    return { ...NOTHING, main: isReading ? `${numberText(read)} read…` : 'Not found', trouble }
  if (isOpening) return { ...NOTHING, main: 'Opening the text…', trouble }
  const more = (isCapped ? '+' : '') + (isReading ? '…' : '')
  return {
    main: `${numberText(at + 1)} of ${numberText(count)}${more}`,
    beside: isUndrawn ? ', in the Markdown' : '',
    trouble,
  }
}
