import type { KeyValue, Tab } from '#console/util/tab.ts'

/** A browser's storage and its tabs. `room` is in characters. */
export const newTabs = () => {
  const values = new Map<string, string>()
  const told = new Set<(key: string, before: string | null) => void>()
  const browser = { values, room: Infinity, isClosed: false }

  /** A tab's view of it. What one writes, the others are told. */
  const open = () => {
    const listeners: ((key: string | null, before: string | null) => void)[] = []
    const returns: (() => void)[] = []
    const leaves: (() => void)[] = []
    const waiting: (() => void)[] = []
    const state = { isFrozen: false }
    const tell = (key: string, before: string | null) => {
      if (!state.isFrozen) for (const listener of listeners) listener(key, before)
    }
    told.add(tell)
    const tellOthers = (key: string, before: string | null) => {
      for (const each of told) if (each !== tell) each(key, before)
    }
    const storage: KeyValue = {
      get length() {
        return values.size
      },
      key: (at) => [...values.keys()][at] ?? null,
      getItem: (key) => values.get(key) ?? null,
      removeItem: (key) => {
        const before = values.get(key) ?? null
        if (values.delete(key)) tellOthers(key, before)
      },
      setItem: (key, value) => {
        const others = [...values].filter(([other]) => other !== key)
        const size = others.reduce((sum, [, text]) => sum + text.length, value.length)
        if (size > browser.room) throw new DOMException('full', 'QuotaExceededError')
        const before = values.get(key) ?? null
        values.set(key, value)
        tellOthers(key, before)
      },
    }
    const tab: Tab = {
      storage: () => (browser.isClosed ? undefined : storage),
      onWritten: (listener) => listeners.push(listener),
      onBack: (listener) => returns.push(listener),
      onLeaving: (listener) => leaves.push(listener),
      later: (run) => waiting.push(run),
    }
    const all = (runs: (() => void)[]) => {
      for (const run of runs) run()
    }
    return {
      tab,
      /** Time passes. */
      settle: () => all(waiting.splice(0)),
      leave: () => all(leaves),
      /** Another tab wrote, which knew only what stood there `before`. */
      overwritten: (key: string, value: string, before: string | null) => {
        values.set(key, value)
        tell(key, before)
      },
      freeze: () => void (state.isFrozen = true),
      comeBack: () => {
        state.isFrozen = false
        all(returns)
      },
    }
  }
  return { browser, open }
}
