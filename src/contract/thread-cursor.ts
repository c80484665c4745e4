import { ID_PREFIX } from './id.ts'

/** A place in the list of threads by activity, which holds while threads move up or are deleted. */
export interface ThreadCursor {
  id: string
  activity: number
}

/** `<id>@<activity>`, which `after` and `before` of `listThreads` take beside a bare thread id. */
export const threadCursor = ({ id, activity }: ThreadCursor): string => `${id}@${activity}`

/** The parts of a cursor that `threadCursor` made, whatever characters its id has; else undefined. */
export const readThreadCursor = (cursor: string): ThreadCursor | undefined => {
  const [, id, activity] = /^(.+)@(\d{1,16})$/s.exec(cursor) ?? []
  // Other servers give threads ids of any form; a message is none.
  if (id === undefined || id.startsWith(ID_PREFIX.message)) return undefined
  return { id, activity: Number(activity) }
}
