const { promise: shown, resolve: tell } = Promise.withResolvers<void>()

/** What the address asked for stands there: once it is painted, the rest of the page may load. */
export const contentShown = (): void =>
  // After a frame's own callbacks comes its painting.
  void requestAnimationFrame(() => setTimeout(tell))

/** For a page that shows nothing of the kind, or waits for what does not come. */
const PATIENCE_MS = 3000
if (typeof window !== 'undefined') setTimeout(tell, PATIENCE_MS)

/** Loads a part of the page that what is read first need not wait for. */
export const afterContent = <Part>(load: () => Promise<Part>): Promise<Part> => shown.then(load)

const RESTS_MS = 2000

/** Loads parts that may be asked for soon, one by one, while nothing else is going on. */
export const loadWhenIdle = (parts: readonly (() => Promise<unknown>)[]): void => {
  const [load, ...rest] = parts
  if (!load) return
  const next = () =>
    void load()
      // Asked for in earnest it is tried again, and fails where it can be told.
      .catch(() => undefined)
      .then(() => loadWhenIdle(rest))
  void shown.then(() =>
    'requestIdleCallback' in window
      ? requestIdleCallback(next, { timeout: RESTS_MS })
      : setTimeout(next, RESTS_MS),
  )
}
