import { revealSideways, scrollersAround } from '#console/util/scrollers.ts'

import { KeptRanges, type Looked, paintFinds } from './highlights.ts'
import { type Said, saidAmong } from './said-range.ts'

const found = new KeptRanges()

const CARDS = '[data-call], [data-metadata]'

/**
 * What is shown of calls and of metadata: all, or by the id of a call, of a step, or of what has the metadata. A
 * title in a header by its place alone: Find does not count it.
 */
const cardsOf = (id?: string): Element[] => [
  ...document.querySelectorAll(
    id === undefined
      ? CARDS
      : ['call', 'step', 'metadata', 'title']
          .map((of) => `[data-${of}="${CSS.escape(id)}"]`)
          .join(),
  ),
]

const isOutput = (range: Range): boolean =>
  range.startContainer.parentElement?.closest('[data-output]') != null

/** Which of the places in a call: of those in what came out of it, as Find counts them, or what a search showed. */
export type Which = number | Said

/** What was chosen of the places of a card, until they change. */
const chosen = new WeakMap<readonly Range[], { said: Said; best: ReturnType<typeof saidAmong> }>()

const bestIn = (card: Element, looked: Looked, said: Said): ReturnType<typeof saidAmong> => {
  const { drawn } = found.find(card, looked)
  const known = chosen.get(drawn)
  if (known?.said === said) return known.best
  const best = saidAmong(card, drawn, said)
  chosen.set(drawn, { said, best })
  return best
}

/** The place in a call that was gone to: in what came out of it, else wherever in it. */
export const stepRange = (id: string, which: Which, looked: Looked): Range | undefined => {
  if (typeof which !== 'number') {
    const all = cardsOf(id).flatMap((card) => bestIn(card, looked, which) ?? [])
    const most = Math.max(...all.map(({ alike }) => alike))
    return all.find(({ alike }) => alike === most)?.range
  }
  const ranges = cardsOf(id).flatMap((card) => found.find(card, looked).drawn)
  const outputs = ranges.filter(isOutput)
  return outputs[which] ?? outputs.at(-1) ?? ranges[0]
}

/** Marks the words in all calls and metadata that are shown, and in what was gone to. */
export const paintSteps = (looked: Looked | undefined, id?: string, current?: Range): void => {
  const cards = new Set([...cardsOf(), ...(id === undefined ? [] : cardsOf(id))])
  paintFinds(
    looked ? [...cards].flatMap((card) => found.find(card, looked).drawn) : [],
    current,
    'find-step',
  )
}

export const stopSteps = (): void => {
  found.stop()
  paintSteps(undefined)
}

/** Scrolls all that scrolls around a place until it is seen; sideways only what lies in its card. */
const reveal = (range: Range): void => {
  const { parentElement } = range.startContainer
  for (const at of parentElement ? scrollersAround(parentElement) : []) {
    const box = range.getBoundingClientRect()
    const view = at.getBoundingClientRect()
    if (box.top < view.top + 8 || box.bottom > view.bottom - 8)
      at.scrollTop += box.top - view.top - view.height / 3
  }
  const card = parentElement?.closest(CARDS)
  if (card) revealSideways(range, card)
}

/** Frames in which a place may not move before it is scrolled to, and after which it is given up. */
const STILL = 4
const PATIENCE = 300

/** Brings a place on the screen once its step is there and lies still. Answers how to stop. */
export const revealStep = (id: string, which: Which, looked: Looked): (() => void) => {
  let frame = 0
  let before = NaN
  let still = 0
  let left = PATIENCE
  const look = () => {
    const range = stepRange(id, which, looked)
    const top = range?.getBoundingClientRect().top ?? NaN
    still = Math.abs(top - before) < 1 ? still + 1 : 0
    before = top
    left -= 1
    if (range && still >= STILL) reveal(range)
    else if (left > 0) frame = requestAnimationFrame(look)
  }
  frame = requestAnimationFrame(look)
  return () => cancelAnimationFrame(frame)
}
