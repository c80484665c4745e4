import type { KeyValue, Tab } from '#console/util/tab.ts'

/** A browser's storage and its tabs. `room` is in characters. */
export const newTabs = () => {
  const values = new Map<string, string>()
  type Listener = (key: string, before: string | null, now: string | null) => void
  const told = new Set<Listener>()
  const browser = { values, room: Infinity, isClosed: false }

  /** A tab's view of it. What one writes, the others are told. */
  const open = () => {
    const listeners: Listener[] = []
    const returns: (() => void)[] = []
    const leaves: (() => void)[] = []
    const waiting: (() => void)[] = []
    const state = { isFrozen: false, isClosed: false }
    /** What it wrote that has not reached the browser, in the order of its writes. */
    let onWay: Map<string, string | null> | undefined
    const tell: Listener = (key, before, now) => {
      if (state.isFrozen || state.isClosed) return
      for (const listener of listeners) listener(key, before, now)
    }
    told.add(tell)
    const write = (key: string, now: string | null) => {
      if (onWay) {
        onWay.delete(key)
        onWay.set(key, now)
        return
      }
      const before = values.get(key) ?? null
      if (now === null) values.delete(key)
      else values.set(key, now)
      if (before === now) return
      for (const each of told) if (each !== tell) each(key, before, now)
    }
    const storage: KeyValue = {
      get length() {
        return values.size
      },
      key: (at) => [...values.keys()][at] ?? null,
      getItem: (key) => (onWay?.has(key) ? onWay : values).get(key) ?? null,
      removeItem: (key) => write(key, null),
      setItem: (key, value) => {
        const others = [...values].filter(([other]) => other !== key)
        const size = others.reduce((sum, [, text]) => sum + text.length, value.length)
        if (size > browser.room) throw new DOMException('full', 'QuotaExceededError')
        write(key, value)
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
        tell(key, before, value)
      },
      /** From now on its writes are on their way, until they arrive. It reads them itself. */
      cross: () => void (onWay ??= new Map()),
      arrive: () => {
        const arriving = [...(onWay ?? [])]
        onWay = undefined
        for (const [key, now] of arriving) write(key, now)
      },
      close: () => void (state.isClosed = true),
      freeze: () => void (state.isFrozen = true),
      comeBack: () => {
        state.isFrozen = false
        all(returns)
      },
    }
  }
  return { browser, open }
}
