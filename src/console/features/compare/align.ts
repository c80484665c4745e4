import { sameEnds, tokensOf } from './marks.ts'

/** What is compared one by one. */
export interface Alignable {
  /** Only those of one lane are put side by side: a role, a kind of tool. */
  lane: string
  /** All that is compared of it, in one text: two with one key are equal. */
  key: string
  /** What likeness is judged by. */
  text: string
}

/** Two that stand side by side, or one that the other side has not. */
export type Pair<Item> =
  | { left: Item; right: Item }
  | { left: Item; right?: undefined }
  | { left?: undefined; right: Item }

/** Of so many on either side the likest are looked for, each with each; longer stretches are taken in such steps. */
const STRETCH = 64
/** How much of a text likeness is judged by, in characters. */
const JUDGED = 1500
/** What a place in common is worth beside likeness: those who say other things in one place stand side by side. */
const PLACE = 0.1

/**
 * Puts two lists side by side, in the order of each, the equal beside the equal and the like beside the like.
 * It stops where a page may do other things, and then goes on.
 */
export function* align<Item extends Alignable>(
  left: readonly Item[],
  right: readonly Item[],
): Generator<void, Pair<Item>[]> {
  const pairs: Pair<Item>[] = []
  let [fromLeft, fromRight] = [0, 0]
  const fixed = yield* anchors(left, right)
  for (const [toLeft, toRight] of [...fixed, [left.length, right.length] as const]) {
    yield* gap(left.slice(fromLeft, toLeft), right.slice(fromRight, toRight), pairs)
    const [one, other] = [left[toLeft], right[toRight]]
    if (one && other) pairs.push({ left: one, right: other })
    fromLeft = toLeft + 1
    fromRight = toRight + 1
  }
  return pairs
}

/** Where both have what neither has a second time, in the longest order that both have. */
function* anchors(
  left: readonly Alignable[],
  right: readonly Alignable[],
): Generator<void, [number, number][]> {
  const places = yield* onlyPlaces(right)
  const found = [...(yield* onlyPlaces(left))].flatMap(([key, at]): [number, number][] => {
    const other = places.get(key)
    return at === undefined || other === undefined ? [] : [[at, other]]
  })
  return longestRise(found.toSorted(([one], [other]) => one - other))
}

/** How many keys are looked at between two stops. */
const KEYS = 500

/** Where each key stands; undefined where it does more than once. */
function* onlyPlaces(
  items: readonly Alignable[],
): Generator<void, Map<string, number | undefined>> {
  const places = new Map<string, number | undefined>()
  for (const [at, { key }] of items.entries()) {
    places.set(key, places.has(key) ? undefined : at)
    if (at % KEYS === KEYS - 1) yield
  }
  return places
}

/** The longest of the given whose second numbers rise as well: patience sorting. */
const longestRise = (places: readonly [number, number][]): [number, number][] => {
  /** The last of the best rise of each length so far, by its index. */
  const ends: number[] = []
  const before: (number | undefined)[] = []
  const second = (at: number | undefined) => places[at ?? -1]?.[1] ?? -1
  for (const [at, [, value]] of places.entries()) {
    let [low, high] = [0, ends.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (second(ends[middle]) < value) low = middle + 1
      else high = middle
    }
    before[at] = ends[low - 1]
    ends[low] = at
  }
  const rise: [number, number][] = []
  for (let at = ends.at(-1); at !== undefined; at = before[at]) {
    const place = places[at]
    if (place) rise.push(place)
  }
  return rise.reverse()
}

/** What lies between two anchors. */
function* gap<Item extends Alignable>(
  left: readonly Item[],
  right: readonly Item[],
  pairs: Pair<Item>[],
): Generator<void, void> {
  const keys = (items: readonly Item[]) => items.map(({ key }) => key)
  const { before, after } = sameEnds(keys(left), keys(right))
  const both = (from: number, count: number, shift: number) => {
    for (let at = from; at < from + count; at++) {
      const [one, other] = [left[at], right[at + shift]]
      if (one && other) pairs.push({ left: one, right: other })
    }
  }
  both(0, before, 0)
  const [endLeft, endRight] = [left.length - after, right.length - after]
  for (let at = before; at < endLeft || at < endRight; at += STRETCH) {
    const some = left.slice(at, Math.min(at + STRETCH, endLeft))
    const others = right.slice(at, Math.min(at + STRETCH, endRight))
    if (some.length > 0 && others.length > 0) {
      pairs.push(...likest(some, others))
      yield
      continue
    }
    pairs.push(...some.map((one) => ({ left: one })), ...others.map((one) => ({ right: one })))
  }
  both(endLeft, after, endRight - endLeft)
}

/** The pairs, in the order of both, that are likest together. */
const likest = <Item extends Alignable>(
  left: readonly Item[],
  right: readonly Item[],
): Pair<Item>[] => {
  const prints = right.map(printOf)
  const wide = right.length + 1
  const best = new Float64Array((left.length + 1) * wide)
  const score = (row: number, column: number) => best[row * wide + column] ?? 0
  const likeness = left.map((one) => {
    const print = printOf(one)
    return prints.map((other, at) => {
      const item = right[at]
      return item?.lane === one.lane ? PLACE + (item.key === one.key ? 2 : alike(print, other)) : 0
    })
  })
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      const like = likeness[row]?.[column] ?? 0
      best[row * wide + column] = Math.max(
        like > 0 ? like + score(row + 1, column + 1) : 0,
        score(row + 1, column),
        score(row, column + 1),
      )
    }
  }
  const pairs: Pair<Item>[] = []
  let [row, column] = [0, 0]
  while (row < left.length || column < right.length) {
    const [one, other] = [left[row], right[column]]
    const like = likeness[row]?.[column] ?? 0
    if (one && other && like > 0 && score(row, column) === like + score(row + 1, column + 1)) {
      pairs.push({ left: one, right: other })
      row += 1
      column += 1
    } else if (one && (!other || score(row, column) === score(row + 1, column))) {
      pairs.push({ left: one })
      row += 1
    } else if (other) {
      pairs.push({ right: other })
      column += 1
    }
  }
  return pairs
}

/** The words of a text as bits of 256, by which two are compared in no time. */
type Print = readonly number[]

const PRINT_WORDS = 8

const printOf = ({ text }: Alignable): Print => {
  const bits = Array.from({ length: PRINT_WORDS }, () => 0)
  for (const token of tokensOf(text.slice(0, JUDGED))) {
    if (token.trim() === '') continue
    let hash = 7
    for (let at = 0; at < token.length; at++) hash = (hash * 31 + token.charCodeAt(at)) | 0
    // The low bits of so plain a hash say too little.
    hash ^= hash >>> 15
    const word = hash & (PRINT_WORDS - 1)
    bits[word] = (bits[word] ?? 0) | (1 << ((hash >>> 3) & 31))
  }
  return bits
}

/** From 0, nothing in common, to 1. */
const alike = (print: Print, other: Print): number => {
  let [common, all] = [0, 0]
  for (let at = 0; at < PRINT_WORDS; at++) {
    const [one = 0, two = 0] = [print[at], other[at]]
    common += bitsIn(one & two)
    all += bitsIn(one | two)
  }
  return all === 0 ? 0 : common / all
}

const bitsIn = (word: number): number => {
  let bits = word - ((word >>> 1) & 0x55_55_55_55)
  bits = (bits & 0x33_33_33_33) + ((bits >>> 2) & 0x33_33_33_33)
  return Math.imul((bits + (bits >>> 4)) & 0x0f_0f_0f_0f, 0x01_01_01_01) >>> 24
}
