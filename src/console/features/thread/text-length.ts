import { costOf, cutBefore, growingReach, reachOf } from '#console/markdown/cost.ts'

/** Texts longer than this, or that cost more to show, open collapsed. */
const COLLAPSE_ABOVE = 20_000
const COLLAPSE_COST = 60_000
/** How much of a collapsed text is shown, in characters and in cost. */
const COLLAPSED_TO = 6_000
const PART_COST = 12_000
/** What is shown at most for each time that more is asked for, and of a text while it is written. */
const MORE_COST = 200_000
/** No text of so few characters costs much. */
const SHORT = 1_200

/** How much of a text is shown before more of it is asked for. */
export function openingLength(text: string): number {
  if (text.length <= SHORT) return text.length
  if (text.length <= COLLAPSE_ABOVE && reachOf(text, 0, COLLAPSE_COST) === text.length)
    return text.length
  const end = cutBefore(text, 0, Math.min(COLLAPSED_TO, reachOf(text, 0, PART_COST)))
  const fence = LAST_FENCE.exec(text.slice(0, end))
  // A block that has only begun would be an empty box, as if its code were lost.
  return fence && fence.index > 0 ? fence.index : end
}

/** A line that opens or closes a block of code, where nothing follows it. */
const LAST_FENCE = /\n[ \t]*(?:`{3,}|~{3,})[^\n]{0,100}\s*$/

const reachOfWritten = growingReach(MORE_COST)

/** How far a text is shown that is being written before the reader's eyes. */
export const writtenLength = (text: string): number =>
  text.length <= SHORT ? text.length : cutBefore(text, 0, reachOfWritten(text))

/** How far a text is shown once more of it is asked for than `from`. */
export const moreLength = (text: string, from: number): number =>
  text.length <= SHORT ? text.length : cutBefore(text, from, reachOf(text, from, MORE_COST))

/** How far a text that is shown up to `from` is shown after the next step, which costs little. */
export const stepLength = (text: string, from: number): number =>
  cutBefore(text, from, reachOf(text, from, PART_COST))

/** What texts may cost together before the page gets a break. */
const TASK_COST = 60_000
let left = TASK_COST

/** Whether there is room in this task for what costs so much; there always is for the first. */
export function takeCost(cost: number): boolean {
  if (left < TASK_COST && cost > left) return false
  if (left === TASK_COST) setTimeout(() => (left = TASK_COST), 0)
  left -= cost
  return true
}

/** How much of a text that is to be shown up to `goal` is shown at once. */
export function firstLength(text: string, goal: number): number {
  const first = stepLength(text, 0)
  if (first >= goal) {
    takeCost(costOf(text.slice(0, goal)))
    return goal
  }
  if (reachOf(text, 0, COLLAPSE_COST) < goal) return first
  return takeCost(costOf(text.slice(0, goal))) ? goal : first
}

export const STEP_COST = PART_COST
