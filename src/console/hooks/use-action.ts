import { useEffect, useEffectEvent } from 'react'

/** What a key, a menu or a palette can set off. Keys and words: `features/shortcuts/actions.ts`. */
export type ActionId =
  | 'thread.next'
  | 'thread.previous'
  | 'thread.new'
  | 'thread.rename'
  | 'thread.delete'
  | 'thread.select'
  | 'thread.select-range'
  | 'threads.delete'
  | 'thread.find'
  | 'thread.date'
  | 'thread.print'
  | 'thread.copy'
  | 'threads.filter'
  | 'threads.focus'
  | 'search.focus'
  | 'find.next'
  | 'find.previous'
  | 'messages.focus'
  | 'composer.focus'
  | 'inspector.toggle'
  | 'go.threads'
  | 'go.assistants'
  | 'go.overview'
  | 'go.labels'
  | 'go.review'
  | 'review.show'
  | 'review.pass'
  | 'review.needs-work'
  | 'review.fail'
  | 'review.labels'
  | 'review.note'
  | 'review.flag'
  | 'review.passage'
  | 'review.undo'
  | 'queue.next'
  | 'queue.skip'
  | 'shortcuts.show'

/** What an action answers that has nothing to do just now: its key goes on to the next one. */
export const PASSED_ON = Symbol('the action has nothing to do')
type Run = () => unknown

const handlers = new Map<ActionId, Run[]>()

/** Runs an action where something on screen offers it; says whether anything did. */
export const runAction = (id: ActionId): boolean => {
  const handler = handlers.get(id)?.at(-1)
  return handler !== undefined && handler() !== PASSED_ON
}

/** Whether something on screen offers an action now. */
export const isOffered = (id: ActionId): boolean => (handlers.get(id)?.length ?? 0) > 0

/** Offers an action while the component is on screen and `run` is given. */
export const useAction = (id: ActionId, run: Run | undefined): void => {
  const onRun = useEffectEvent(() => run?.())
  const offered = run !== undefined
  useEffect(() => {
    if (!offered) return
    const handler = () => onRun()
    const others = () => (handlers.get(id) ?? []).filter((each) => each !== handler)
    handlers.set(id, [...others(), handler])
    return () => void handlers.set(id, others())
  }, [id, offered])
}
