/** The part of localStorage that is used here. */
export type KeyValue = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

/** What a page tells of itself: where things are kept, and when to look there or to write. */
export interface Tab {
  /** Undefined where storage is closed to us: then what is kept lives as long as the page. */
  storage: () => KeyValue | undefined
  /**
   * Another tab wrote under a key; null where all of storage was emptied. `before` is what that tab
   * wrote over: not always what this one wrote last, for storage reaches other tabs late. `now` is what it
   * wrote: not what stands there where this tab has written since.
   */
  onWritten: (
    listener: (key: string | null, before: string | null, now: string | null) => void,
  ) => void
  /** The page is shown again after it may have missed what others wrote. */
  onBack: (listener: () => void) => void
  /** The page may be closed or frozen without another word. */
  onLeaving: (listener: () => void) => void
  /** Runs once, soon. */
  later: (run: () => void) => void
}

/** How soon is soon: a pause between two words. */
const SOON_MS = 300

/** The page this runs in. Rendered to text there is none, and nothing is kept. */
export const thisTab = (): Tab => {
  const on = (type: string, listener: (event: Event) => void) => {
    if (typeof window !== 'undefined') window.addEventListener(type, listener)
  }
  return {
    storage: () => {
      try {
        return localStorage
      } catch {
        return undefined
      }
    },
    onWritten: (listener) =>
      on(
        'storage',
        (event) =>
          event instanceof StorageEvent && listener(event.key, event.oldValue, event.newValue),
      ),
    onBack: (listener) => {
      on('pageshow', listener)
      on('focus', listener)
    },
    onLeaving: (listener) => on('pagehide', listener),
    later: (run) => void setTimeout(run, SOON_MS),
  }
}
