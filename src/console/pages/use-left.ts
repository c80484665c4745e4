import { useState } from 'react'
import { type Location, useLocation } from 'react-router'

interface Step<Open> {
  location: Location
  /** What is open at this step; undefined for the list alone. */
  open: Open | undefined
  isPassing: boolean
  /** What was open before. */
  left: Open | undefined
}

/**
 * What was open until the list alone was shown; undefined once the list is another one.
 * @param isPassing at something that has no row in the list: what was left before it is still meant
 */
export const useLeft = <Open>(open: Open | undefined, isPassing: boolean): Open | undefined => {
  const location = useLocation()
  const [last, setLast] = useState<Step<Open>>({ location, open, isPassing, left: undefined })
  if (last.location === location) return last.left
  const isKept = isPassing || last.isPassing
  const left = open === undefined ? (last.open ?? (isKept ? last.left : undefined)) : undefined
  setLast({ location, open, isPassing, left })
  return left
}
