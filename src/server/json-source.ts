/** Where a value stands in a text. */
export interface Span {
  from: number
  to: number
}

interface Member extends Span {
  key: string
}

const isBlank = (char: string | undefined): boolean =>
  char === ' ' || char === '\n' || char === '\r' || char === '\t'

/**
 * Where the values at a path of fields stand in a text that is JSON. Lists on the way are passed
 * through; a field that occurs twice has two places.
 */
export function* placesOf(text: string, path: readonly string[], at = 0): Generator<Span> {
  const from = afterBlanks(text, at)
  const [name, ...rest] = path
  if (name === undefined) yield { from, to: endOf(text, from) }
  else if (text[from] === '[') {
    for (const item of itemsOf(text, from)) yield* placesOf(text, path, item.from)
  } else if (text[from] === '{') {
    for (const member of membersOf(text, from)) {
      if (member.key === name) yield* placesOf(text, rest, member.from)
    }
  }
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
  const places = [...placesOf(text, [name])]
  if (places.length > 0) return replaced(text, places, () => own)
  const open = text.indexOf('{') + 1
  const isEmpty = text[afterBlanks(text, open)] === '}'
  return `${text.slice(0, open)}${JSON.stringify(name)}:${own}${isEmpty ? '' : ','}${text.slice(open)}`
}

function* itemsOf(text: string, open: number): Generator<Span> {
  for (let at = afterBlanks(text, open + 1); at < text.length && text[at] !== ']';) {
    const to = endOf(text, at)
    yield { from: at, to }
    at = afterBlanks(text, to)
    if (text[at] === ',') at = afterBlanks(text, at + 1)
  }
}

function* membersOf(text: string, open: number): Generator<Member> {
  for (let at = afterBlanks(text, open + 1); text[at] === '"';) {
    const keyEnd = endOf(text, at)
    const key = String(JSON.parse(text.slice(at, keyEnd)))
    const from = afterBlanks(text, afterBlanks(text, keyEnd) + 1)
    const to = endOf(text, from)
    yield { key, from, to }
    at = afterBlanks(text, to)
    if (text[at] === ',') at = afterBlanks(text, at + 1)
  }
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
