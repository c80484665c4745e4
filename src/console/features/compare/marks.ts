import { diffArrays } from 'diff/lib/diff/array.js'

/** A stretch of two texts: in both, or in one of them alone. */
export interface Piece {
  of: 'both' | 'left' | 'right'
  text: string
}

export interface Marks {
  /** In order. Those of the left and of both are the left text, those of the right and of both the right one. */
  pieces: readonly Piece[]
  /** Somewhere lines are marked as a whole, since comparing their words would have taken too long. */
  isRough: boolean
}

/** The most lines that are put in or taken out before a text is marked from its first change to its last. */
const MOST_LINES = 200
/** The same of words, in one place. */
const MOST_WORDS = 300
/** And where the words are so many that each round of the comparison takes long. */
const MANY_WORDS = 20_000
const MOST_OF_MANY = 120
/** What all places of a text may cost together, in steps of the comparison: some 30 ms. */
const MOST_STEPS = 90_000
/** Texts of fewer words in common than this share are read better one beside the other than word by word. */
const LEAST_IN_COMMON = 0.3

/** Scripts that put no blanks between words: each of their signs counts as one. */
const UNSPACED =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}'
const SIGN = '\\p{Extended_Pictographic}[\\p{EMod}\\uFE0F]*'
const TOKEN = new RegExp(
  [
    '\\r\\n|[\\r\\n]',
    '[^\\S\\r\\n]+',
    `[${UNSPACED}]\\p{M}*`,
    `(?:(?![${UNSPACED}])[\\p{L}\\p{M}\\p{N}_])+`,
    `${SIGN}(?:\\u200D${SIGN})*`,
    '\\p{RI}\\p{RI}',
    '[^]\\p{M}*',
  ].join('|'),
  'gu',
)

/** A text in words, blanks, line breaks and marks; together they are the text. */
export const tokensOf = (text: string): string[] => text.match(TOKEN) ?? []

const linesOf = (text: string): string[] => text.split(/(?<=\n)/)

const isBlank = (text: string): boolean => text.trim() === ''

/** What one text has and the other has not, by words within lines. */
export function marksOf(left: string, right: string): Marks {
  const pieces = new Pieces()
  let steps = MOST_STEPS
  let isRough = false
  const replace = (from: string, to: string) => {
    const most = Math.min(MOST_WORDS, Math.floor(Math.sqrt(steps)))
    const words = from && to ? wordsOf(from, to, most) : undefined
    steps -= Math.min(steps, words?.cost ?? 0)
    if (words && !words.isCompared) isRough = true
    for (const piece of words?.pieces ?? []) pieces.add(piece.of, piece.text)
    if (words?.pieces) return
    pieces.add('left', from)
    pieces.add('right', to)
  }
  if (left === right) pieces.add('both', left)
  else {
    let [from, to] = ['', '']
    for (const line of lineChanges(left, right)) {
      if (line.of === 'left') from += line.text
      else if (line.of === 'right') to += line.text
      else {
        replace(from, to)
        from = to = ''
        pieces.add('both', line.text)
      }
    }
    replace(from, to)
  }
  return { pieces: pieces.all(), isRough }
}

const lineChanges = (left: string, right: string): Piece[] => {
  const [from, to] = [linesOf(left), linesOf(right)]
  const changes = diffArrays(from, to, { maxEditLength: MOST_LINES })
  if (changes) return changes.map(pieceOf)
  // Their beginnings and ends may be the same all the same.
  const { before, after } = sameEnds(from, to)
  return [
    { of: 'both', text: from.slice(0, before).join('') },
    { of: 'left', text: from.slice(before, from.length - after).join('') },
    { of: 'right', text: to.slice(before, to.length - after).join('') },
    { of: 'both', text: after > 0 ? from.slice(-after).join('') : '' },
  ]
}

/** How many are the same at the beginning of two lists, and how many of the others at their end. */
export const sameEnds = <Item>(left: readonly Item[], right: readonly Item[]) => {
  const most = Math.min(left.length, right.length)
  let before = 0
  while (before < most && left[before] === right[before]) before += 1
  let after = 0
  while (after < most - before && left.at(-1 - after) === right.at(-1 - after)) after += 1
  return { before, after }
}

const pieceOf = ({
  value,
  added,
  removed,
}: {
  value: string[]
  added: boolean
  removed: boolean
}): Piece => ({ of: added ? 'right' : removed ? 'left' : 'both', text: value.join('') })

/** No pieces where the two have too little in common. */
const wordsOf = (left: string, right: string, allowed: number) => {
  const [from, to] = [tokensOf(left), tokensOf(right)]
  const most = from.length + to.length > MANY_WORDS ? Math.min(allowed, MOST_OF_MANY) : allowed
  const changes = diffArrays(from, to, { maxEditLength: most })
  if (!changes) return { cost: most * most, isCompared: false }
  let [edits, common] = [0, 0]
  for (const { value, added, removed } of changes) {
    if (added || removed) edits += value.length
    else common += value.filter((token) => !isBlank(token)).length
  }
  const words = (tokens: readonly string[]) => tokens.filter((token) => !isBlank(token)).length
  const isAlike = common >= LEAST_IN_COMMON * Math.max(words(from), words(to))
  return { cost: edits * edits, isCompared: true, ...(isAlike && { pieces: changes.map(pieceOf) }) }
}

/** What joins two changes to one: a few blanks or marks between them, as within an id. */
const isJoint = (text: string): boolean =>
  text.length <= MOST_JOINT && !/[\p{L}\p{N}\n]/u.test(text)
const MOST_JOINT = 3

/** Pieces put together: neighbours of one kind are one, and what joins two changes belongs to both. */
class Pieces {
  readonly #done: Piece[] = []
  #left = ''
  #right = ''
  /** What is in both since the last change. */
  #both = ''

  add(of: Piece['of'], text: string): void {
    if (text === '') return
    if (of === 'both') {
      this.#both += text
      return
    }
    if (this.#both !== '') this.#settle()
    if (of === 'left') this.#left += text
    else this.#right += text
  }

  #settle(): void {
    const isChange = this.#left !== '' || this.#right !== ''
    if (isChange && isJoint(this.#both)) {
      this.#left += this.#both
      this.#right += this.#both
    } else {
      this.#flush()
      this.#done.push({ of: 'both', text: this.#both })
    }
    this.#both = ''
  }

  #flush(): void {
    if (this.#left) this.#done.push({ of: 'left', text: this.#left })
    if (this.#right) this.#done.push({ of: 'right', text: this.#right })
    this.#left = this.#right = ''
  }

  all(): readonly Piece[] {
    this.#flush()
    if (this.#both) this.#done.push({ of: 'both', text: this.#both })
    this.#both = ''
    return this.#done
  }
}
