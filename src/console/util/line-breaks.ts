export const LINE_BREAK = /\r\n|\r|\n/

/**
 * A text that was typed into a control, which tells of every line break as of a line feed, with breaks of
 * the kind that it had before. Where it had several kinds, or none, line feeds stay.
 */
export const withBreaksOf = (before: string, typed: string): string => {
  const [kind, ...others] = new Set(before.match(new RegExp(LINE_BREAK, 'g')))
  if (kind === undefined || kind === '\n' || others.length > 0) return typed
  return typed.replaceAll('\n', kind)
}
