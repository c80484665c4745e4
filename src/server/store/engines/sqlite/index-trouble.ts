import { isBusy, isDiskError } from './sqlite-error.ts'

/** Whether the disk is full or held by others: then the next look tries again. */
export const isPassing = (error: unknown): boolean => isBusy(error) || isDiskError(error)

const told = new Set<string>()

/** Tells whoever runs the server that texts are taken in once more. */
export const tellOfRemaking = (error: unknown): void => {
  const why = error instanceof Error && error.cause instanceof Error ? error.cause.message : ''
  process.emitWarning(
    `the index of texts was damaged and is made anew: ${why}`.replace(/: $/, ''),
    'SearchWarning',
  )
}

/** Tells whoever runs the server what keeps texts from being found, once of each kind. */
export const tellOfTrouble = (what: string, error: unknown): void => {
  if (told.has(what) || isPassing(error)) return
  told.add(what)
  const why = error instanceof Error ? error.message : String(error)
  process.emitWarning(`${what} cannot be taken in to be found: ${why}`, 'SearchWarning')
}
