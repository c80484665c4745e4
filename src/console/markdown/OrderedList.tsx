import type { CSSProperties, ReactNode } from 'react'

interface Props {
  start: number
  /** The greatest number that an item of it has. */
  longest: number
  children: ReactNode
}

/** Digits that the margin of every list has room for. */
const USUAL_DIGITS = 2

/** A numbered list with room for its longest number, which else would stand outside of its block. */
export const OrderedList = ({ start, longest, children }: Props) => {
  const digits = String(Math.max(start, longest)).length
  // A property of its own: CSS computes the room of it.
  const room = digits > USUAL_DIGITS ? ({ '--digits': digits } as CSSProperties) : undefined
  return (
    <ol start={start} style={room}>
      {children}
    </ol>
  )
}
