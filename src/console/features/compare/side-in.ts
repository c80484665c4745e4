import type { CompareSide } from '#console/paths.ts'

/** An id of a thread or a run, as it stands in a text; what is longer is the id of nothing. */
const THREAD = /\bthread_[A-Za-z0-9_-]{1,250}/
const RUN = /\brun_[A-Za-z0-9_-]{1,250}/
const FIELDS = new Set(['thread_id', 'run_id'])

const idIn = (text: string, form: RegExp): string | undefined => {
  const id = form.exec(text)?.[0]
  return id === undefined || FIELDS.has(id) ? undefined : id
}

const OF_OTHERS = /\/threads\/([^/?#\s]+)/

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

/**
 * What a pasted id or address names; undefined of other texts.
 * @param here the thread that a run's id alone belongs to
 */
export const sideIn = (text: string, here?: string): CompareSide | undefined => {
  const path = OF_OTHERS.exec(text)?.[1]
  const thread = path === undefined ? idIn(text, THREAD) : decoded(path)
  const run = idIn(text, RUN)
  if (thread === undefined) return run && here ? { thread: here, run } : undefined
  return { thread, ...(run && { run }) }
}
