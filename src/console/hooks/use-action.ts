import { useEffect, useRef } from 'react'

/** What a key, a menu or a palette can set off. Keys and words: `features/shortcuts/actions.ts`. */
export type ActionId =
  | 'thread.next'
  | 'thread.previous'
  | 'thread.new'
  | 'thread.rename'
  | 'thread.delete'
  | 'threads.filter'
  | 'inspector.toggle'
  | 'go.threads'
  | 'go.assistants'
  | 'shortcuts.show'

const handlers = new Map<ActionId, (() => void)[]>()

/** Runs an action where something on screen offers it; says whether anything did. */
export const runAction = (id: ActionId): boolean => {
  const handler = handlers.get(id)?.at(-1)
  handler?.()
  return handler !== undefined
}

/** Offers an action while the component is on screen. */
export const useAction = (id: ActionId, run: (() => void) | undefined): void => {
  const latest = useRef(run)
  useEffect(() => {
    latest.current = run
  })
  const offered = run !== undefined
  useEffect(() => {
    if (!offered) return
    const handler = () => latest.current?.()
    handlers.set(id, [...(handlers.get(id) ?? []), handler])
    return () =>
      void handlers.set(
        id,
        (handlers.get(id) ?? []).filter((each) => each !== handler),
      )
  }, [id, offered])
}
