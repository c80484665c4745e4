import { UNKNOWN_MODEL } from '#contract/stand-in.ts'

/** What is said where an import tells neither who ran nor with what. */
export const NO_ASSISTANT = 'Assistant not recorded'
const NO_MODEL = 'model not recorded'

export const shownModel = (model: string | null | undefined): string =>
  model && model !== UNKNOWN_MODEL ? model : NO_MODEL
