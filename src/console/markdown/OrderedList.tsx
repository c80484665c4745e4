import type { CSSProperties, ReactNode } from 'react'

interface Props {
  start: number
  /** How many items it has. */
  count: number
  children: ReactNode
}

/** Digits that the margin of every list has room for. */
const USUAL_DIGITS = 2

/** A numbered list with room for its longest number, which else would stand outside of its block. */
export const OrderedList = ({ start, count, children }: Props) => {
  const digits = String(start + Math.max(0, count - 1)).length
  // A property of its own: CSS computes the room of it.
  const room = digits > USUAL_DIGITS ? ({ '--digits': digits } as CSSProperties) : undefined
  return (
    <ol start={start} style={room}>
      {children}
    </ol>
  )
}
