import { type RefObject, useId, useLayoutEffect } from 'react'

import { newStore } from '../util/store.ts'

interface Told {
  id: string
  message: string
  /** In the middle of the page, where the reader looks first. */
  isMain: boolean
}

/** What failures on the screen tell. */
const onScreen = newStore<readonly Told[]>([])

/** Whether a failure is the one that tells a reason: several may have the same at once. */
export const useTellsReason = (message: string, place: RefObject<HTMLElement | null>): boolean => {
  const id = useId()
  const same = onScreen.use().filter((each) => each.message === message)
  useLayoutEffect(() => {
    const isMain = Boolean(place.current?.closest('main'))
    onScreen.set([...onScreen.get(), { id, message, isMain }])
    return () => onScreen.set(onScreen.get().filter((each) => each.id !== id))
  }, [id, message, place])
  const first = same.find(({ isMain }) => isMain) ?? same[0]
  return first === undefined || first.id === id
}
