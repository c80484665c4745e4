import { type JsonObject, isObject } from '#contract/json-object.ts'

/** The one stretch in which two texts differ: `[from, to)` of the older one, and what stands there now. */
interface Edit {
  from: number
  to: number
  text: string
}

const isLowSurrogate = (text: string, at: number): boolean =>
  /^[\uDC00-\uDFFF]/.test(text.charAt(at))

const editOf = (base: string, now: string): Edit => {
  const shorter = Math.min(base.length, now.length)
  let from = 0
  while (from < shorter && base[from] === now[from]) from++
  // A pair of surrogates is one character.
  if (from > 0 && (isLowSurrogate(base, from) || isLowSurrogate(now, from))) from--
  let same = 0
  while (same < shorter - from && base.at(-1 - same) === now.at(-1 - same)) same++
  if (same > 0 && isLowSurrogate(base, base.length - same)) same--
  return { from, to: base.length - same, text: now.slice(from, now.length - same) }
}

/** Both texts, or one of them where it begins with the other. */
const both = (first: string, second: string, between: string): string => {
  if (first.startsWith(second)) return first
  return second.startsWith(first) ? second : first + between + second
}

/**
 * A text that was changed in two places since both knew `base`, with what was written in either.
 * Where both changed the same words, theirs stand before mine.
 */
export const mergeTexts = (base: string, mine: string, theirs: string): string => {
  if (mine === theirs || theirs === base) return mine
  if (mine === base) return theirs
  const [my, their] = [editOf(base, mine), editOf(base, theirs)]
  const isSamePlace = my.from === their.from && my.to === their.to
  if (!isSamePlace && their.to <= my.from) {
    const between = base.slice(their.to, my.from)
    return base.slice(0, their.from) + their.text + between + my.text + base.slice(my.to)
  }
  if (!isSamePlace && my.to <= their.from) {
    const between = base.slice(my.to, their.from)
    return base.slice(0, my.from) + my.text + between + their.text + base.slice(their.to)
  }
  const [from, to] = [Math.min(my.from, their.from), Math.max(my.to, their.to)]
  const within = (edit: Edit) => base.slice(from, edit.from) + edit.text + base.slice(edit.to, to)
  return (
    base.slice(0, from) + both(within(their), within(my), from < to ? '\n' : '') + base.slice(to)
  )
}

/** Whether both are written alike. */
export const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b)

/**
 * A value that was changed in two places since both knew `base`: its fields at any depth, and texts
 * within them. Of anything else that both changed, as of a list, mine stays.
 */
export const mergeValues = <Value>(base: Value, mine: Value, theirs: Value): Value => {
  if (isSame(mine, base)) return theirs
  if (isSame(theirs, base)) return mine
  if (typeof mine === 'string' && typeof theirs === 'string')
    // The cast: all three have the type of a text.
    return mergeTexts(typeof base === 'string' ? base : '', mine, theirs) as Value
  if (!isObject(mine) || !isObject(theirs)) return mine
  const was: JsonObject = isObject(base) ? base : {}
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)])
  const merged = [...names].flatMap((name) => {
    const value = mergeValues(was[name], mine[name], theirs[name])
    return value === undefined ? [] : [[name, value]]
  })
  // The cast: each field is of one of the three, which have the same type.
  return Object.fromEntries(merged) as Value
}

/**
 * A list of things with keys: what was added in either place, less what was taken out in either.
 * `merge` decides what became of one that both still have.
 */
export const mergeKeyed = <Item extends { key: string }>(
  base: readonly Item[],
  mine: readonly Item[],
  theirs: readonly Item[],
  merge: (base: Item, mine: Item, theirs: Item) => Item = mergeValues,
): Item[] => {
  const [was, my] = [base, mine].map((items) => new Map(items.map((item) => [item.key, item])))
  const theirKeys = new Set(theirs.map(({ key }) => key))
  const kept = theirs.flatMap((item) => {
    const [before, own] = [was?.get(item.key), my?.get(item.key)]
    if (!own) return before ? [] : [item]
    return [merge(before ?? own, own, item)]
  })
  const added = mine.filter(({ key }) => !theirKeys.has(key) && !was?.has(key))
  return [...kept, ...added]
}
