import { type FocusEvent, useCallback, useState } from 'react'

import type { ListRow } from './list-rows.ts'

/**
 * The row that the keyboard is at: the last one focused, else the selected one, else the one that was `left`, else
 * none (-1).
 */
export const useCursor = (
  rows: readonly ListRow[],
  selectedId: string | undefined,
  leftId: string | undefined,
) => {
  const [focused, setFocused] = useState<string>()
  const at = (id: string | undefined) =>
    id === undefined ? -1 : rows.findIndex(({ thread }) => thread.id === id)
  const left = at(leftId)
  const index = [at(focused), at(selectedId), left].find((row) => row >= 0) ?? -1
  const onFocus = useCallback((event: FocusEvent) => {
    const id = event.currentTarget.querySelector<HTMLElement>('[data-thread]')?.dataset['thread']
    if (id) setFocused(id)
  }, [])
  return { index, left, moveTo: setFocused, onFocus }
}
