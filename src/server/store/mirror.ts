import type { Assistant } from '#contract/assistant.ts'
import type { FileObject } from '#contract/file.ts'
import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

/** Objects as another server has them; those of a kind with the oldest first. */
export interface MirroredObjects {
  threads?: readonly Thread[]
  messages?: readonly Message[]
  runs?: readonly Run[]
  steps?: readonly RunStep[]
  assistants?: readonly Assistant[]
  files?: readonly FileObject[]
}

/** How urgent it is to bring a thread: one that the other server lists, one that changed or was asked for, one that is read. */
export const URGENCY = { listed: 0, changed: 1, read: 2 } as const
export type Urgency = (typeof URGENCY)[keyof typeof URGENCY]

/** The name under which it is kept whether all threads of the other server's list were seen once: `no` or `yes`. */
export const SEEN_ALL = 'mirror listed'

/** What is known of the copy of a thread. Times are in milliseconds since 1970. */
export interface MirrorState {
  id: string
  /** Its number among those that wait to be brought: a greater one each time it is wanted. */
  wanted: number | null
  urgency: Urgency
  /** When it was last brought whole, as it then was. */
  refreshed_at: number | null
  /** When all of its messages were last walked through, and not only those that came since. */
  walked_at: number | null
  /** The message up to which none was missing then. */
  reached: string | null
  gone_at: number | null
  /** Why the other server does not give it. */
  refusal: string | null
}

/** Threads that were added by whoever reads, as one piece of work. */
export interface AddedThreads {
  of: number
  done: number
  failed: number
  /** The first that failed. */
  failures: { thread_id: string; reason: string; partial: boolean }[]
}

/**
 * The copy of what another server has. What is written here has happened there: nothing refuses it, and
 * only what differs is written.
 */
export interface MirrorStore {
  /**
   * Puts objects with the ids and times they came with; messages of one second come to stand as they are given
   * together. Messages and runs of threads that are not here, and
   * steps of runs that are not here, are left out; so is what was deleted here, what has the id of something
   * else or cannot be kept (`whyNotKept`), and what was said of a run or a message before its end was.
   * @param asked the newest change before the other server was asked for them: a thread or a message that
   * was deleted here up to then is there again. Without it, an answer may be older than any deletion
   */
  putMirrored(objects: MirroredObjects, asked?: number): Promise<void>

  /** How many of the objects are left out as their ids are those of other threads' messages or runs, or other runs' steps. */
  countElsewhere(objects: Pick<MirroredObjects, 'messages' | 'runs' | 'steps'>): Promise<number>

  getMirrorState(id: string): Promise<MirrorState | undefined>
  /**
   * Threads wait to be brought; one that waits already does so with the greater urgency.
   * @param added whether they are a piece of work that somebody asked for: it begins anew once nothing of
   * the one before waits
   */
  wantThreads(ids: readonly string[], options: { urgency: Urgency; added?: boolean }): Promise<void>
  /** One that waits does so behind all others, however urgent it is. */
  postponeThread(id: string): Promise<void>
  /** The most urgent first, then the one that has waited longest. */
  listWanted(limit: number): Promise<MirrorState[]>
  countWanted(): Promise<number>
  /** Threads that wait to be brought for the first time, or are here and never were whole: up to `MOST_UNFETCHED`. */
  countUnfetched(): Promise<number>
  /**
   * A thread that was brought, or is gone, or refused.
   * @param wanted its number when its bringing began: it waits on if it was wanted again after that
   * @param outcome what is not given stays as it was, but for `refusal`
   */
  settleWanted(
    id: string,
    wanted: number,
    outcome: Partial<Omit<MirrorState, 'id' | 'wanted' | 'urgency'>>,
  ): Promise<void>
  addedThreads(failures: number): Promise<AddedThreads>
}
