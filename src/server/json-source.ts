/** Where a value stands in a text. */
export interface Span {
  from: number
  to: number
}

/** Paths of fields, as a tree of their names; where one ends it is empty. */
export type Paths = Map<string, Paths>

export const pathsOf = (paths: Iterable<readonly string[]>): Paths => {
  const all: Paths = new Map()
  for (const path of paths) {
    let at = all
    for (const name of path) {
      const next: Paths = at.get(name) ?? new Map()
      at.set(name, next)
      at = next
    }
  }
  return all
}

const isBlank = (char: string | undefined): boolean =>
  char === ' ' || char === '\n' || char === '\r' || char === '\t'

/**
 * Where the values at paths of fields stand in a text that is JSON, in their order. Lists on the way are
 * passed through; a field that occurs twice has two places.
 */
export const placesOf = (text: string, paths: Paths): Span[] => {
  const places: Span[] = []
  passed(text, afterBlanks(text, 0), paths, places)
  return places
}

/** Where the value that begins here ends: each character is looked at once, whatever the paths are. */
const passed = (text: string, from: number, paths: Paths | undefined, places: Span[]): number => {
  const isList = text[from] === '['
  if (!paths || paths.size === 0 || (!isList && text[from] !== '{')) {
    const to = endOf(text, from)
    if (paths?.size === 0) places.push({ from, to })
    return to
  }
  const close = isList ? ']' : '}'
  let at = afterBlanks(text, from + 1)
  while (at < text.length && text[at] !== close) {
    let within: Paths | undefined = paths
    if (!isList) {
      const keyEnd = endOf(text, at)
      within = paths.get(String(JSON.parse(text.slice(at, keyEnd))))
      at = afterBlanks(text, afterBlanks(text, keyEnd) + 1)
    }
    at = afterBlanks(text, passed(text, at, within, places))
    if (text[at] === ',') at = afterBlanks(text, at + 1)
  }
  return at + 1
}

/** The text with others in the given places, which follow each other. */
export const replaced = (
  text: string,
  places: Iterable<Span>,
  other: (own: string) => string,
): string => {
  let told = ''
  let last = 0
  for (const { from, to } of places) {
    told += text.slice(last, from) + other(text.slice(from, to))
    last = to
  }
  return told + text.slice(last)
}

/** The text of an object with this value in a field, whatever stood there; all else as it was. */
export const withField = (text: string, name: string, value: unknown): string => {
  const own = JSON.stringify(value)
  const places = placesOf(text, pathsOf([[name]]))
  if (places.length > 0) return replaced(text, places, () => own)
  const open = text.indexOf('{') + 1
  const isEmpty = text[afterBlanks(text, open)] === '}'
  return `${text.slice(0, open)}${JSON.stringify(name)}:${own}${isEmpty ? '' : ','}${text.slice(open)}`
}

const afterBlanks = (text: string, at: number): number => {
  while (isBlank(text[at])) at += 1
  return at
}

/** Where the value that begins here ends. */
const endOf = (text: string, from: number): number => {
  const first = text[from]
  if (first === '"') return endOfString(text, from)
  if (first !== '{' && first !== '[') return endOfWord(text, from)
  let depth = 0
  for (let at = from; at < text.length; at += 1) {
    const char = text[at]
    if (char === '"') at = endOfString(text, at) - 1
    else if (char === '{' || char === '[') depth += 1
    else if (char === '}' || char === ']') depth -= 1
    if (depth === 0) return at + 1
  }
  return text.length
}

/** A number, true, false or null. */
const endOfWord = (text: string, from: number): number => {
  let at = from
  while (at < text.length && !/[\s,\]}]/.test(text.charAt(at))) at += 1
  return at
}

const endOfString = (text: string, open: number): number => {
  for (let at = text.indexOf('"', open + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let before = at - 1
    while (text[before] === '\\') before -= 1
    if ((at - before) % 2 === 1) return at + 1
  }
  return text.length
}
