/** Blanks before an answer, which keep connections alive, are few; in UTF-16 units. */
const MOST_BLANK = 16 * 1024

/**
 * The form of an endpoint's answer, as its beginning tells where the endpoint does not say it; undefined
 * while more has to come.
 */
export const formOf = (begun: string): 'json' | 'events' | 'other' | undefined => {
  const text = begun.trimStart()
  if (/^[[{]/.test(text)) return 'json'
  // A field of server-sent events, or a comment between them.
  if (/^[\w-]*:/.test(text)) return 'events'
  return begun.length < MOST_BLANK && /^[\w-]*$/.test(text) ? undefined : 'other'
}
