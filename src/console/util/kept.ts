import { newStore, type Store } from './store.ts'
import { type Tab, thisTab } from './tab.ts'

export interface Kept<Value> extends Omit<Store<Value>, 'set'> {
  /** Keeps what the value becomes; null forgets it. Nothing that another tab kept before is lost. */
  change: (change: (value: Value) => string | null) => void
}

/**
 * A choice that is kept in this browser under a key: what one tab chooses, the others show. `parse` reads
 * what is kept there, null where nothing is, and never fails.
 */
export const newKept = <Value>(
  key: string,
  parse: (kept: string | null) => Value,
  tab: Tab = thisTab(),
): Kept<Value> => {
  const read = (): string | null => {
    try {
      return tab.storage()?.getItem(key) ?? null
    } catch {
      return null
    }
  }
  /** The text in storage when this page last read or wrote it: what could not be written stays here. */
  let seen = read()
  const value = newStore(parse(seen))
  const agree = () => {
    const text = read()
    if (text === seen) return
    seen = text
    value.set(parse(text))
  }
  tab.onWritten((changed) => {
    if (changed === null || changed === key) agree()
  })
  tab.onBack(agree)
  return {
    get: value.get,
    use: value.use,
    subscribe: value.subscribe,
    change: (change) => {
      // A page that slept was not told what others chose.
      agree()
      const text = change(value.get())
      value.set(parse(text))
      try {
        const storage = tab.storage()
        if (text === null) storage?.removeItem(key)
        else storage?.setItem(key, text)
        seen = read()
      } catch {
        // Storage is full: the choice lives as long as the page.
      }
    },
  }
}
