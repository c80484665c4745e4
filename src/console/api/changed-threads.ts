const listeners = new Set<(thread_id: string | undefined) => void>()

/** Calls back for each thread in which something changed, here or by others; without an id for any of them. */
export const onThreadChanged = (listener: (thread_id: string | undefined) => void): void =>
  void listeners.add(listener)

export const tellThreadChanged = (thread_id: string | undefined): void => {
  for (const listener of listeners) listener(thread_id)
}
