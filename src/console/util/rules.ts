import { MAX_TEMPERATURE, MAX_TOP_P } from '#contract/limits.ts'

import { numberText } from './number.ts'

export const atMost = (characters: number): string =>
  `At most ${numberText(characters)} characters.`

/** What is told of a number by which a model is sampled, where it is none. */
export const samplingRules = {
  temperature: `A number from 0 to ${MAX_TEMPERATURE}.`,
  top_p: `A number from 0 to ${MAX_TOP_P}.`,
}
