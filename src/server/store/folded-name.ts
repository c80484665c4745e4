import { fold, inSmall } from '#contract/fold.ts'

/** A name as names are compared: in small letters, without what is not seen. */
export const foldedName = (name: string): string =>
  inSmall(fold(name)).trim().replaceAll(/\s+/g, ' ')
