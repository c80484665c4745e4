/**
 * How threads stand in NDJSON, which an export writes and an import takes: one a line. One that is longer
 * than `part` goes on in the lines after its first, each of which has the thread's id, more of its messages
 * and runs, and a `ThreadPart`. A run whose steps are that many is begun again with the others.
 */
export const THREAD_LINES = {
  /** About how many bytes an export puts on a line, and more only where one object alone is longer. */
  part: 32 * 1024 * 1024,
  /** The longest line that an import reads: longer ones are more likely no threads at all. */
  line: 64 * 1024 * 1024,
  /** The most that an import takes of one thread, which it holds whole. */
  thread: 512 * 1024 * 1024,
} as const
export type ThreadLineBounds = Record<keyof typeof THREAD_LINES, number>

/** What a line of several says: which it is, from 1, and whether the next line goes on with the thread. */
export interface ThreadPart {
  part: number
  more: boolean
}

export const mebibytes = (bytes: number): string => `${bytes / 1024 / 1024} MiB`
