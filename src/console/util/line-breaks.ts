export const LINE_BREAK = /\r\n|\r|\n/

/** Where each character of the text, with line feeds alone, begins in the text itself; its end last. */
const placesIn = (text: string): number[] => {
  const places: number[] = []
  for (let at = 0; at < text.length; at++) {
    places.push(at)
    if (text[at] === '\r' && text[at + 1] === '\n') at++
  }
  return [...places, text.length]
}

/**
 * A text that was typed into a control, which tells of every line break as of a line feed, with breaks as
 * they were before: where nothing was typed, those that stood there; in what was typed, those of the kind
 * that all of the text had, else line feeds.
 */
export const withBreaksOf = (before: string, typed: string): string => {
  const kinds = new Set(before.match(new RegExp(LINE_BREAK, 'g')))
  if (kinds.size === 0 || (kinds.size === 1 && kinds.has('\n'))) return typed
  const shown = before.replaceAll(new RegExp(LINE_BREAK, 'g'), '\n')
  const shorter = Math.min(shown.length, typed.length)
  let start = 0
  while (start < shorter && shown[start] === typed[start]) start++
  let end = 0
  while (end < shorter - start && shown.at(-1 - end) === typed.at(-1 - end)) end++
  const [kind = '\n'] = kinds.size === 1 ? kinds : []
  const places = placesIn(before)
  return (
    before.slice(0, places[start]) +
    typed.slice(start, typed.length - end).replaceAll('\n', kind) +
    before.slice(places[shown.length - end])
  )
}
