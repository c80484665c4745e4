import { useEffect, useEffectEvent, useRef } from 'react'

import { onFocusLost } from './lost-focus.ts'

/**
 * Gives the focus to the row of what was left for a list, once the row is there: the list came in its place, and
 * the keyboard would begin anew. Nothing that has the focus loses it.
 * @param row where it stands in the list; -1 where nothing was left, or its row is not loaded
 * @param isOpen whether something is open beside the list, which then did not come in the place of anything
 * @param focus gives it the focus, unless the keyboard is elsewhere by now
 */
export const useLeftRow = (row: number, isOpen: boolean, focus: (row: number) => void): void => {
  const isOver = useRef(false)
  const give = useEffectEvent(() => {
    if (row >= 0) focus(row)
  })
  useEffect(() => {
    if (isOpen) isOver.current = true
    if (isOver.current || row < 0) return
    isOver.current = true
    onFocusLost(() => give())
  }, [row, isOpen])
}
