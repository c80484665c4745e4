import { type FocusEvent, useCallback, useState } from 'react'

import type { ListRow } from './list-rows.ts'

/** The row that the keyboard is at: the last one focused, else the selected one, else none (-1). */
export const useCursor = (rows: readonly ListRow[], selectedId: string | undefined) => {
  const [focused, setFocused] = useState<string>()
  const at = (id: string | undefined) =>
    id === undefined ? -1 : rows.findIndex(({ thread }) => thread.id === id)
  const own = at(focused)
  const onFocus = useCallback((event: FocusEvent) => {
    const id = event.currentTarget.querySelector<HTMLElement>('[data-thread]')?.dataset['thread']
    if (id) setFocused(id)
  }, [])
  return { index: own >= 0 ? own : at(selectedId), moveTo: setFocused, onFocus }
}
