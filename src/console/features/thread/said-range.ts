/** The words around a place as a search shows them, and where in them it begins. */
export interface Said {
  text: string
  at: number
}

/** How many letters on each side tell one place of a call from the others. */
const LETTERS = 100
/** How much of the text on each side is read for them: marks of JSON and indentation stand between. */
const READ = 1000

/** Its letters and digits alone: JSON is drawn in lines of its own, and a search shows it as it was sent. */
const lettersOf = (text: string): string =>
  text.replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, '').toLowerCase()

const before = (text: string, at: number): string =>
  lettersOf(text.slice(Math.max(0, at - READ), at)).slice(-LETTERS)
const after = (text: string, at: number): string =>
  lettersOf(text.slice(at, at + READ)).slice(0, LETTERS)

const alikeAtStart = (one: string, other: string): number => {
  let at = 0
  while (at < one.length && one[at] === other[at]) at += 1
  return at
}
const alikeAtEnd = (one: string, other: string): number => {
  let at = 0
  while (at < one.length && one.at(-1 - at) === other.at(-1 - at)) at += 1
  return at
}

/** Where each text of an element begins in all of them together. */
const textOf = (element: Element): { text: string; starts: Map<Node, number> } => {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT)
  const starts = new Map<Node, number>()
  let text = ''
  while (walker.nextNode()) {
    starts.set(walker.currentNode, text.length)
    text += walker.currentNode.nodeValue ?? ''
  }
  return { text, starts }
}

/** Of the places of words in an element the one that has most of the words around it, of several the first. */
export const saidAmong = (
  element: Element,
  ranges: readonly Range[],
  { text: said, at }: Said,
): { range: Range; alike: number } | undefined => {
  const [wantedBefore, wantedAfter] = [before(said, at), after(said, at)]
  const { text, starts } = textOf(element)
  let best: { range: Range; alike: number } | undefined
  for (const range of ranges) {
    const from = (starts.get(range.startContainer) ?? 0) + range.startOffset
    const alike =
      alikeAtEnd(wantedBefore, before(text, from)) + alikeAtStart(wantedAfter, after(text, from))
    if (!best || alike > best.alike) best = { range, alike }
  }
  return best
}
