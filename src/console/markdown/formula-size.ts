/** A longer formula, or one of more braces in each other, is shown as its source. */
const MAX_SOURCE = 5_000
const MAX_DEPTH = 60
/**
 * A formula of more signs than this is drawn once it is asked for: each sign is an element, and the
 * browser lays out some thousand of them in one piece, for 250 ms and more.
 */
const MANY_SIGNS = 1_000

/** Refers to a formula elsewhere, of which nothing is known: nothing would be drawn in its place. */
const REFERENCE = /\\(?:eq)?ref(?![a-z])/i

const SIGN = /\\[a-z]+|\\.|[^\s{}\\]/giu

const depthOf = (source: string): number => {
  let depth = 0
  let deepest = 0
  for (const character of source) {
    if (character === '{') depth += 1
    else if (character === '}') depth -= 1
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

/** Whether a formula is drawn at once, when somebody asks, or never. */
export function whenDrawn(source: string): 'soon' | 'asked' | 'never' {
  if (source.length > MAX_SOURCE || depthOf(source) > MAX_DEPTH || REFERENCE.test(source))
    return 'never'
  return (source.match(SIGN)?.length ?? 0) > MANY_SIGNS ? 'asked' : 'soon'
}
