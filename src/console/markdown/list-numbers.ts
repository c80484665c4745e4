import type { List, ListItem, Nodes, Root } from 'mdast'

declare module 'mdast' {
  interface ListItemData {
    /** The number it was written with. */
    number?: number
  }
  interface ListData {
    /** Whether its items have the numbers they were written with, though these leave some out. */
    asWritten?: boolean
  }
}

const NUMBER = /^\s*(\d{1,9})[.)]/

/** Notes which number each item was written with. */
export function noteNumbers(tree: Root, text: string): void {
  const walk = (node: Nodes): void => {
    if (node.type === 'list' && node.ordered === true) for (const item of node.children) note(item)
    if ('children' in node) for (const child of node.children) walk(child)
  }
  const note = (item: ListItem): void => {
    const start = item.position?.start.offset
    // The longest number and its mark, and what it may be indented by.
    const number = start === undefined ? null : NUMBER.exec(text.slice(start, start + 16))
    if (number) item.data = { ...item.data, number: Number(number[1]) }
  }
  walk(tree)
}

/**
 * Whether a list is counted up from its first number, as CommonMark has it: numbers that go up by one, or are
 * all the same, are. Others are what somebody meant: the days of dates, the points that are left of a list.
 */
export const isCounted = ({ start, children, data }: List): boolean => {
  if (data?.asWritten === true) return false
  const first = start ?? 1
  const numbers = children.map(({ data: known }, index) => known?.number ?? first + index)
  return (
    numbers.every((number, index) => number === first + index) ||
    numbers.every((number) => number === first)
  )
}
