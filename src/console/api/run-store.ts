import type { Message } from '#contract/message.ts'

import { type LiveRun, emptyLiveRun, isOver } from './live-run.ts'

/** How a flush is put off: to a frame, or by a timer where no frames are drawn. */
export type Schedule = (flush: () => void) => void

export interface RunStoreOptions {
  schedule: Schedule
  /** Called before a flush is shown: what ended goes to where finished things are kept. */
  onFlush?: (shown: LiveRun, next: LiveRun) => void
}

interface Entry {
  /** What readers see; it changes only in a flush. */
  shown: LiveRun
  /** What has arrived. */
  next: LiveRun
}

const NONE: readonly string[] = []

/**
 * The runs whose streams are read, outside the query cache: events are taken in as they come, readers
 * are told in flushes. Snapshots keep their identity while nothing of theirs changes.
 */
export class RunStore {
  readonly #options: RunStoreOptions
  readonly #entries = new Map<string, Entry>()
  readonly #listeners = new Set<() => void>()
  #dirty = new Set<string>()
  #scheduled = false
  readonly #gone = new Set<string>()
  #messages = new Map<string, Message>()
  #ids = new Map<string, readonly string[]>()

  constructor(options: RunStoreOptions) {
    this.#options = options
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** The run as shown. */
  get(runId: string): LiveRun | undefined {
    return this.#entries.get(runId)?.shown
  }
  /** The run with all that has arrived, shown or not. */
  latest(threadId: string, runId: string): LiveRun {
    return this.#entry(threadId, runId).next
  }
  /** A message that is being written. */
  message(id: string): Message | undefined {
    return this.#messages.get(id)
  }
  /** The messages of a thread that are being written, in their order. */
  messageIds(threadId: string): readonly string[] {
    return this.#ids.get(threadId) ?? NONE
  }

  update(threadId: string, runId: string, change: (live: LiveRun) => LiveRun): void {
    const entry = this.#entry(threadId, runId)
    const next = change(entry.next)
    if (next === entry.next) return
    entry.next = next
    this.#markDirty(runId)
  }

  /** Deleted messages stay away, whatever their run tells of them. */
  drop(messageId: string): void {
    this.#gone.add(messageId)
    if (this.#messages.has(messageId)) this.flush()
  }
  isGone = (messageId: string): boolean => this.#gone.has(messageId)

  forget(runId: string): void {
    this.#entries.delete(runId)
    this.#index()
  }

  #entry(threadId: string, runId: string): Entry {
    let entry = this.#entries.get(runId)
    if (!entry) {
      const live = emptyLiveRun(threadId, runId)
      entry = { shown: live, next: live }
      this.#entries.set(runId, entry)
    }
    return entry
  }

  #markDirty(runId: string): void {
    this.#dirty.add(runId)
    if (this.#scheduled) return
    this.#scheduled = true
    this.#options.schedule(this.flush)
  }

  /** Shows what has arrived. */
  flush = (): void => {
    this.#scheduled = false
    const dirty = this.#dirty
    this.#dirty = new Set()
    const finished = new Set<string>()
    for (const runId of dirty) {
      const entry = this.#entries.get(runId)
      if (!entry) continue
      this.#options.onFlush?.(entry.shown, entry.next)
      // What ends in this flush stays one flush longer: whoever reads it from elsewhere then has it.
      for (const { id } of unfinished(entry.shown)) finished.add(id)
      entry.shown = entry.next
    }
    this.#index(finished)
    for (const listener of this.#listeners) listener()
  }

  #index(lingering = new Set<string>()): void {
    const messages = new Map<string, Message>()
    const ids = new Map<string, string[]>()
    for (const [runId, { shown }] of this.#entries) {
      for (const message of shown.messages) {
        const isOpen = message.status === 'in_progress'
        if (!isOpen && !lingering.has(message.id)) continue
        // Nobody goes on writing it: it was deleted, or its end was not told.
        if (this.#gone.has(message.id) || (isOpen && isOver(shown))) continue
        if (!isOpen) this.#markDirty(runId)
        messages.set(message.id, message)
        ids.set(shown.threadId, [...(ids.get(shown.threadId) ?? []), message.id])
      }
    }
    this.#messages = messages
    this.#ids = keepSame(this.#ids, ids)
  }
}

const unfinished = (live: LiveRun) =>
  live.messages.filter((message) => message.status === 'in_progress')

/** The new lists, but the old one where a list is equal: readers compare by identity. */
const keepSame = (old: Map<string, readonly string[]>, now: Map<string, string[]>) =>
  new Map(
    [...now].map(([key, ids]): [string, readonly string[]] => {
      const before = old.get(key)
      const same = before?.length === ids.length && before.every((id, at) => id === ids[at])
      return [key, same ? before : ids]
    }),
  )
