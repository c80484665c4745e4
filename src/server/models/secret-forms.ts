import type { Cut } from './held-pieces.ts'
import { NAMING, isWord } from './short-keys.ts'

/** Shorter ones stand in texts by chance: they are masked as whole words alone, and words where they are named as keys. */
export const LEAST = 12
/** A beginning as long as this gives a secret away; a provider's own prefix, such as `sk-proj-`, is shorter. */
const TELLING = 16

export const MASK = '[key]'

/** A secret in one of its encodings. */
interface Form {
  /** In small letters: it is known in any case. */
  text: string
  /** How much of its beginning is masked like the whole of it. */
  least: number
  /** What stands before it and is told, where it is short: it is a secret as a whole alone. */
  after?: string
}

export interface Scanned extends Cut {
  isMasked: boolean
}

/**
 * Finds secrets in a text and masks them, in whatever encoding and case they stand there; their long beginnings too.
 * @param isEnd whether nothing follows: otherwise an end that may be the beginning of a secret is held
 */
export type SecretScan = (text: string, isEnd: boolean) => Scanned

export const secretScan = (secrets: readonly string[]): SecretScan => {
  const forms = secrets.flatMap((secret) =>
    secret.length < LEAST ? shortForms(secret) : formsOf(secret),
  )
  if (forms.length === 0) return (text) => ({ told: text, held: '', isMasked: false })
  const firsts = new Set(forms.map(({ text }) => text.charAt(0)))
  const bare = [...firsts].flatMap((first) => [first, first.toUpperCase()])
  const start = new RegExp(`[\\\\%&${bare.map(escaped).join('')}]`, 'g')
  return (text, isEnd) => {
    let told = ''
    let from = 0
    let isMasked = false
    start.lastIndex = 0
    for (let found; (found = start.exec(text));) {
      const place = found.index
      const first = characterAt(text, place)
      // Most escapes write something else, which need not be compared with each form.
      if (first && !firsts.has(first.character.toLowerCase())) continue
      const { whole, begun, isOpen, name } = secretAt(forms, text, place, isEnd)
      if (whole === 0 && isOpen && !isEnd) {
        return { told: told + text.slice(from, place), held: text.slice(place), isMasked }
      }
      const end = whole || begun
      if (end === 0) continue
      told += text.slice(from, name) + MASK
      isMasked = true
      from = end
      start.lastIndex = end
    }
    return { told: told + text.slice(from), held: '', isMasked }
  }
}

/**
 * Where a secret, or its long beginning, ends that begins here, or 0; `isOpen` where it may go on beyond the text.
 * What names it ends at `name`.
 */
const secretAt = (forms: readonly Form[], text: string, place: number, isEnd: boolean) => {
  let isOpen = false
  let whole = 0
  let begun = 0
  let name = place
  for (const form of forms) {
    const { after } = form
    if (after !== undefined && !BEFORE_WORD.test(text.slice(Math.max(0, place - 6), place)))
      continue
    const { count, end, isCut } = along(form.text, text, place)
    const isAll = count === form.text.length
    if (after !== undefined && isAll && !isEnd && end === text.length) isOpen = true
    else if (isAll && !(after !== undefined && IN_WORD.test(text.charAt(end)))) {
      if (after !== undefined && end > whole) name = along(after, text, place).end
      whole = Math.max(whole, end)
    } else if (isCut) isOpen = true
    if (count >= form.least) begun = Math.max(begun, end)
  }
  return { whole, begun, isOpen, name }
}

const IN_WORD = /[\w-]/
/** A word begins behind this, also where it is the end of an escape. */
const BEFORE_WORD = /(?:^|[^\w-]|\\[bfnrt]|\\u[\da-f]{4}|%[\da-f]{2})$/i

/** How many characters of the form the text has from here on. */
const along = (form: string, text: string, place: number) => {
  let end = place
  let count = 0
  while (count < form.length) {
    const between = count > 0 ? invisibleAt(text, end) : 0
    if (between === undefined) return { count, end, isCut: true }
    const next = end + between < text.length ? characterAt(text, end + between) : undefined
    if (!next) return { count, end, isCut: true }
    if (next.character.toLowerCase() !== form.charAt(count)) break
    end += between + next.length
    count += 1
  }
  return { count, end, isCut: false }
}

/** Characters that are not seen, such as a zero width space; more in a row are no disguise of a secret. */
const INVISIBLE = /^[\p{Default_Ignorable_Code_Point}\p{Cf}]$/u
const MOST_INVISIBLE = 100

/** How long the run of invisible characters is that begins here; undefined where the text ends within it. */
const invisibleAt = (text: string, place: number): number | undefined => {
  let length = 0
  for (let run = 0; run < MOST_INVISIBLE; run += 1) {
    const one = oneInvisibleAt(text, place + length)
    if (!one) return one === undefined ? undefined : length
    length += one
  }
  return length
}

/** A character may be two units, or up to four bytes of UTF-8 that are read as characters, each escaped or bare. */
const oneInvisibleAt = (text: string, place: number): number | undefined => {
  let read = ''
  let length = 0
  let size = 1
  while (read.length < size) {
    if (place + length >= text.length) return undefined
    const next = characterAt(text, place + length)
    if (!next) return undefined
    read += next.character
    length += next.length
    if (read.length === 1) size = unitsFrom(read.charCodeAt(0))
  }
  const character =
    read.length > 1 && read.charCodeAt(0) <= 0xff ? Buffer.from(read, 'latin1').toString() : read
  return INVISIBLE.test(character) ? length : 0
}

/** How many units a character takes that begins with this one: a half of a pair, or the first byte of several. */
const unitsFrom = (unit: number): number => {
  if (unit >= 0xd800 && unit <= 0xdbff) return 2
  if (unit > 0xf7 || unit < 0xc2) return 1
  return unit < 0xe0 ? 2 : unit < 0xf0 ? 3 : 4
}

const BACKSLASHED = /\\{1,8}(?:u([0-9a-f]{4})|x([0-9a-f]{2})|([^\\]))/iy
const BACKSLASHED_CUT = /\\{1,8}(?:u[0-9a-f]{0,3}|x[0-9a-f]?)?$/iy
const PERCENT = /%([0-9a-f]{2})/iy
const PERCENT_CUT = /%[0-9a-f]?$/iy
const REFERENCE = /&#(?:x([0-9a-f]{1,6})|([0-9]{1,7}));/iy
const REFERENCE_CUT = /&(?:#(?:x[0-9a-f]{0,6}|[0-9]{0,7})?)?$/iy

/**
 * A character and how much text writes it: bare, as an escape of JSON, also of JSON within JSON, of a URL or
 * of HTML. Undefined where the text ends within it.
 */
const characterAt = (
  text: string,
  place: number,
): { character: string; length: number } | undefined => {
  const bare = text.charAt(place)
  const kind = KINDS.get(bare)
  if (!kind) return { character: bare, length: 1 }
  if (matchAt(kind.cut, text, place)) return undefined
  const match = matchAt(kind.whole, text, place)
  return match
    ? { character: kind.read(match), length: match[0].length }
    : { character: bare, length: 1 }
}

const matchAt = (pattern: RegExp, text: string, place: number): RegExpExecArray | null => {
  pattern.lastIndex = place
  return pattern.exec(text)
}

const LETTERS: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }
const coded = (digits: string, base: number): string => {
  const code = Number.parseInt(digits, base)
  return code <= 0xffff ? String.fromCharCode(code) : '\ufffd'
}

interface Kind {
  whole: RegExp
  cut: RegExp
  read: (match: RegExpExecArray) => string
}

const KINDS = new Map<string, Kind>([
  [
    '\\',
    {
      whole: BACKSLASHED,
      cut: BACKSLASHED_CUT,
      read: ([, four, two, letter = '']) =>
        four || two ? coded(four ?? two ?? '', 16) : (LETTERS[letter] ?? letter),
    },
  ],
  ['%', { whole: PERCENT, cut: PERCENT_CUT, read: ([, digits = '']) => coded(digits, 16) }],
  [
    '&',
    {
      whole: REFERENCE,
      cut: REFERENCE_CUT,
      read: ([, hex, decimal = '']) => (hex ? coded(hex, 16) : coded(decimal, 10)),
    },
  ],
])

/** A text as it is read character by character. */
const plain = (text: string): string => {
  let read = ''
  for (let place = 0; place < text.length;) {
    const { character, length } = characterAt(text, place) ?? {
      character: text.charAt(place),
      length: 1,
    }
    read += character
    place += length
  }
  return read
}

const formsOf = (secret: string): Form[] => {
  const share = Math.min(TELLING, Math.max(LEAST, Math.ceil((secret.length * 2) / 3)))
  return encodings(secret).map((text) => ({
    text,
    least: Math.ceil((share * text.length) / secret.length),
  }))
}

/** Of a short one, by its name, or as a word where it is none that texts have. */
const shortForms = (secret: string): Form[] =>
  (isWord(secret) ? NAMING : ['', ...NAMING]).map((name) => {
    const after = name.toLowerCase()
    return { text: plain(after + secret).toLowerCase(), least: Number.POSITIVE_INFINITY, after }
  })

/** Those that are more than another way to write each character. */
const encodings = (secret: string): string[] => {
  const bytes = Buffer.from(secret)
  const hex = bytes.toString('hex')
  const form = new URLSearchParams({ '': secret }).toString().slice(1)
  const all = [secret, bytes.toString('latin1'), form, hex, ...base64(bytes)]
  return [...new Set(all.map((each) => plain(each).toLowerCase()))]
}

/** Base64 of a text looks different at each of three places; its ends mix with what is beside it. */
const base64 = (bytes: Buffer): string[] =>
  [0, 1, 2].flatMap((at) => {
    const text = Buffer.concat([Buffer.alloc(at), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const begin = at === 0 ? 0 : at + 1
    const end = (at + bytes.length) % 3 === 0 ? text.length : text.length - 1
    const sure = text.slice(begin, end)
    return [sure, sure.replaceAll('+', '-').replaceAll('/', '_')]
  })

const escaped = (character: string): string => character.replace(/[\\\]^-]/, '\\$&')
