import type {
  AddMirroredThreadsRequest,
  Mirror as MirrorTold,
  MirroredThread,
} from '#contract/mirror.ts'
import { isActive } from '#contract/run-status.ts'
import { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'

import { seconds, toSeconds } from '../clock.ts'
import { type Upstream, upstreamOf } from '../gateway/upstream-server.ts'
import { ApiError } from '../refusals/api-error.ts'
import { type Pace, createPace } from '../runs/pace.ts'
import type { Services } from '../services.ts'
import { actingAs } from '../store/actor.ts'
import { URGENCY } from '../store/mirror.ts'
import type { Asked } from './asked.ts'
import { BringQueue } from './bring-queue.ts'
import { bringMessagesOf, canTellGone } from './bring-thread.ts'
import { ClientWalks } from './client-walks.ts'
import { HeardStream, type Hearing } from './hear-stream.ts'
import { UpstreamList } from './list-upstream.ts'
import { type Credentials, LostDeletions, settleLost } from './lost-deletions.ts'
import type { MirrorParts } from './parts.ts'
import { RunPolls, runPath } from './poll-runs.ts'
import { bringPassages } from './read-steps.ts'
import { WritesUnderWay } from './under-way.ts'
import { Refused, Unreachable, UpstreamClient, isHidden, pause } from './upstream-client.ts'

/** How old what is shown of a thread that is read may be, in milliseconds. */
const FRESH_MS = 10_000
/** How long a reader waits for a thread that is not here yet, in milliseconds; then it is shown as far as it has come. */
const OPEN_MS = 3000
/** How many failures are told one by one. */
const TOLD_FAILURES = 100

/** How a run began, as its request and the answer tell. */
interface Beginning {
  /** Whether it began with messages that no answer has told. */
  brings: boolean
  /** The newest change before it was asked for. */
  known: number
  /** The thread, where it was made with the run. */
  made?: Thread | undefined
}

type Given = Pick<Services, 'clock' | 'config' | 'log' | 'store' | 'timers'> & { pace?: Pace }

/** The copy of the server that the settings name; undefined where they name none. */
export const createMirror = ({
  config,
  pace = createPace(),
  ...parts
}: Given): Mirror | undefined => {
  const upstream = upstreamOf(config)
  return upstream && new Mirror({ ...parts, pace, upstream, keepsGone: config.upstreamKeepsGone })
}

/**
 * The copy of what the server behind this one has, in the store: what passes is kept, streams are heard
 * into the logs of their runs, and threads that are read, asked for or listed there are brought.
 */
export class Mirror {
  readonly parts: MirrorParts
  readonly polls: RunPolls
  readonly writes: WritesUnderWay
  /** How far clients have listed the messages of threads. */
  readonly walks = new ClientWalks()
  readonly upstream: Upstream
  readonly #queue: BringQueue
  readonly #list: UpstreamList
  /** The streams that are heard, by the places of their runs. */
  readonly #heard = new Map<string, HeardStream>()
  readonly #closing = new AbortController()
  readonly #hearing = new Set<Promise<unknown>>()
  #reachable: boolean | null = null
  #answeredAt: number | undefined

  constructor({
    upstream,
    ...given
  }: Omit<MirrorParts, 'client' | 'closing' | 'deletions'> & { upstream: Upstream }) {
    this.upstream = upstream
    const client = new UpstreamClient(upstream, given.timers, (answered) => this.answered(answered))
    const deletions = new LostDeletions(upstream, given.store)
    this.parts = { ...given, client, deletions, closing: this.#closing.signal }
    this.polls = new RunPolls(this.parts, (id) => this.#missing(id))
    this.writes = new WritesUnderWay(given)
    this.#queue = new BringQueue(this.parts, this.polls, (run) => this.hears(run))
    this.#list = new UpstreamList(this.parts, this.#queue)
  }

  /** Goes on with what waits, and with runs that were not over. */
  async start(): Promise<void> {
    const { store, log } = this.parts
    const onDamaged = (error: Error) => log.error({ err: error }, 'an active run cannot be read')
    for (const run of await store.listActiveRuns(onDamaged)) this.polls.follow(run)
    await this.parts.deletions.load()
    await this.writes.load()
    const settling = settleLost(this.parts)
    this.#hearing.add(settling)
    void settling.finally(() => this.#hearing.delete(settling))
    this.#queue.start()
  }

  async stop(): Promise<void> {
    this.#closing.abort()
    await this.#queue.stopped()
    await Promise.allSettled(this.#hearing)
  }

  /** Whether the other server just gave an answer. */
  answered(answered: boolean): void {
    this.#reachable = answered
    if (answered) this.#answeredAt = this.parts.clock.now()
  }

  /**
   * The list of threads is read: what the other server's own list has is looked for.
   * @param isFresh whether that is waited for, since what is read decides what is written
   * @throws {ApiError} where it is waited for in vain
   */
  async listed({ isFresh = false } = {}): Promise<void> {
    if (isFresh) return this.#list.lookAnew().catch(refuseToList)
    const looking = this.#list.look()
    // The first list of all would be empty.
    const { data } = await this.parts.store.listThreads({
      order: 'desc',
      limit: 1,
      order_by: 'created_at',
      summary: false,
    })
    if (data.length === 0) await this.#within(looking)
  }

  /**
   * A thread is read: it is brought where it is not here, else refreshed behind the reader's back.
   * @returns whether it is here
   */
  async opened(id: string): Promise<boolean> {
    const { store, clock } = this.parts
    const state = await store.getMirrorState(id)
    // One that was made through here has no state, and was whole from its beginning.
    const isWhole = state === undefined || state.refreshed_at !== null
    if (isWhole && (await store.getThread(id))) {
      const isOld = clock.now() - (state?.refreshed_at ?? 0) > FRESH_MS
      if (isOld && !isWanted(state)) await this.#queue.want([id], { urgency: URGENCY.read })
      return true
    }
    // Why it cannot be had is told by whoever asks for it.
    const bringing = this.#queue.bring(id).catch(() => undefined)
    await this.#within(bringing)
    return (await store.getThread(id)) !== undefined
  }

  /** A thread stands on a screen: it is kept as fresh as one that is opened. */
  async seen(id: string): Promise<void> {
    if (await this.parts.store.getThread(id)) await this.opened(id)
  }

  /** Something of a thread passed that shows it is not as it is here. */
  async changed(id: string): Promise<void> {
    await this.#queue.want([id], { urgency: URGENCY.changed })
  }

  /**
   * A thread is told that is not here, and of which more is to come: it is listed at once, as one that is not
   * fetched whole.
   * @param known the newest change before it was asked for
   */
  async begin(thread: Thread, known?: number): Promise<void> {
    const { store } = this.parts
    // What is left of an earlier one would be in its way.
    while (await store.purgeThreads()) this.#closing.signal.throwIfAborted()
    // Before it is here: else it would be told as whole for a while, or for ever after a crash.
    await store.wantThreads([thread.id], { urgency: URGENCY.changed })
    await store.putMirrored({ threads: [thread] }, known)
    await this.changed(thread.id)
  }

  /**
   * Something of a thread passed that is not here. Where clients bring keys of their own, the thread may be hidden
   * from this server: it is listed by what is told, until it is told itself.
   * @param told what passed
   * @param known the newest change before that was asked for
   * @returns whether it was not here
   */
  async beginBy(
    id: string,
    told: readonly { created_at: number }[],
    known: number,
  ): Promise<boolean> {
    const { store, clock } = this.parts
    if (this.upstream.key !== undefined || (await store.getThread(id))) return false
    // It is no younger than what stands in it.
    const times = told.map(({ created_at }) => created_at)
    const created_at = times.length > 0 ? Math.min(...times) : seconds(clock)
    await this.begin({ id, object: 'thread', created_at, metadata: {}, tool_resources: {} }, known)
    return true
  }

  /** Whether bringing a thread was refused: it is here as far as clients are told, and its reader is told that. */
  async isRefused(id: string): Promise<boolean> {
    const state = await this.parts.store.getMirrorState(id)
    if (this.upstream.key !== undefined || !isWanted(state))
      return !isWanted(state) && typeof state?.refusal === 'string'
    // What is hidden without a key is refused at once.
    return this.#queue.bring(id).then(() => false, isHidden)
  }

  /**
   * A client was told all messages of a thread, and they are here. Where this server would not be given them, its
   * copy is as whole as it can be.
   * @param at when the client began to ask, in milliseconds
   */
  async toldWhole(id: string, at: number): Promise<void> {
    if (this.upstream.key !== undefined || (await canTellGone(this.parts, id))) return
    if (!(await this.isRefused(id))) return
    // What it is wanted for since then goes on.
    await this.parts.store.settleWanted(id, 0, { refreshed_at: at })
  }

  /** A thread lacks what a run of it wrote. */
  #missing(id: string): void {
    void this.changed(id).catch((error: unknown) => {
      if (!this.#closing.signal.aborted)
        this.parts.log.error({ err: error, thread: id }, 'a thread could not be wanted')
    })
  }

  /** Whether a stream of a run is heard: what it writes comes by that. */
  hears(run: Pick<Run, 'id' | 'thread_id'>): boolean {
    return this.#heard.has(runPath(run))
  }

  /**
   * A message was written behind others of a thread: where some of them may be missing they come first, as
   * within one second the order is that of coming.
   */
  async before(threadId: string): Promise<void> {
    const state = await this.parts.store.getMirrorState(threadId)
    // One that never was whole is brought as a whole, which may take long.
    if (!isWanted(state) || typeof state?.reached !== 'string') return
    await bringMessagesOf(this.parts, threadId).catch(() => undefined)
  }

  /** A run as an answer tells it: it is followed to its end, unless its stream is heard. */
  async ran(run: Run, beginning: Beginning): Promise<void> {
    const { store } = this.parts
    const heard = this.#heard.get(runPath(run))
    if (heard) return isActive(run.status) ? undefined : heard.expectEnd()
    await this.#ready(run, beginning)
    const known = await store.getRun(run.thread_id, run.id)
    const isNews = !known || isActive(known.status)
    if (isActive(run.status) || !isNews) await store.putMirrored({ runs: [run] })
    // Its end is told with its steps and messages.
    else if (!known) return this.#bringEnded(run)
    if (isNews) this.polls.follow(run)
  }

  /** A run that is over comes with its thread; where that is hidden from this server, as the answer told it. */
  async #bringEnded(run: Run): Promise<void> {
    const { store } = this.parts
    await this.changed(run.thread_id)
    const bringing = this.#queue
      .bring(run.thread_id)
      .catch((error: unknown) => (isHidden(error) ? store.putMirrored({ runs: [run] }) : undefined))
    this.#hearing.add(bringing)
    void bringing.catch(() => undefined).finally(() => this.#hearing.delete(bringing))
  }

  /**
   * What writes a stream of events that passes into the log of its run.
   * @param asked by what request it was asked for, by whom, and how its run began
   * @param onKept told of the run once it can be read here
   */
  hear(
    asked: Asked & Beginning & { by: Credentials },
    onKept: (run: Run) => void = () => {},
  ): HeardStream {
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#hearing.add(promise)
    let isCaughtUp = true
    const hearing: Hearing = {
      ready: (run, made) => this.#ready(run, { brings: asked.brings, known: asked.known, made }),
      onRun: (run) => {
        const key = runPath(run)
        if (this.#heard.has(key)) return false
        this.#heard.set(key, stream)
        this.parts.deletions.read(run.thread_id, asked.by)
        isCaughtUp = this.polls.leave(run)
        return true
      },
      onKept,
      onSilent: (run) => void this.#askFor(run).catch(() => undefined),
      onEnd: (run, isWhole) => {
        this.#hearing.delete(promise)
        resolve()
        const { thread_id: id } = asked.params
        if (!run) return id === undefined ? undefined : void this.changed(id)
        this.#heard.delete(runPath(run))
        const isHere = isWhole && isCaughtUp
        if (this.#closing.signal.aborted) return
        if (isHere) this.#bringPassages(run)
        else this.polls.follow(run)
      },
    }
    const stream = new HeardStream(this.parts, hearing, asked)
    return stream
  }

  /** What the file searches of a run found, which its stream did not tell. */
  #bringPassages(run: Run): void {
    const bringing = actingAs('run', () => bringPassages(this.parts, run)).catch(
      (error: unknown) => {
        if (this.#closing.signal.aborted) return
        this.parts.log.warn({ err: error, run: run.id }, 'what a run found could not be asked for')
      },
    )
    this.#hearing.add(bringing)
    void bringing.finally(() => this.#hearing.delete(bringing))
  }

  /** Whether a run whose stream tells nothing is over. */
  async #askFor({ thread_id, id }: Run): Promise<void> {
    const { client, closing } = this.parts
    const path = runPath({ thread_id, id })
    const { value: run } = await client.get(path, Run, closing)
    if (run.id === id && !isActive(run.status)) this.#heard.get(path)?.expectEnd()
  }

  async told(): Promise<MirrorTold> {
    const { store } = this.parts
    const [waiting, adding] = await Promise.all([
      store.countWanted(),
      store.addedThreads(TOLD_FAILURES),
    ])
    const { host, pathname } = new URL(this.upstream.url)
    return {
      object: 'mirror',
      upstream: `${host}${pathname.replace(/\/v1$/, '')}`.replace(/\/$/, ''),
      reachable: this.#reachable,
      answered_at: this.#answeredAt === undefined ? null : toSeconds(this.#answeredAt),
      lists_threads: this.#list.exists ?? null,
      waiting,
      adding,
    }
  }

  /**
   * Threads are to be brought, by their ids or by when they were made.
   * @throws {Unreachable}
   * @throws {Refused} where the other server does not tell what was made when
   */
  async add({ thread_ids: ids = [], created }: AddMirroredThreadsRequest): Promise<void> {
    const made = created ? await this.#list.madeBetween(created) : []
    const added = [...new Set([...ids, ...made])]
    await this.#queue.want(added, { urgency: URGENCY.changed, added: true })
  }

  /** What is known of the copy of a thread. */
  async thread(id: string): Promise<MirroredThread> {
    const state = await this.parts.store.getMirrorState(id)
    const inSeconds = (ms: number | null | undefined) =>
      typeof ms === 'number' ? toSeconds(ms) : null
    return {
      object: 'mirror.thread',
      thread_id: id,
      refreshed_at: inSeconds(state?.refreshed_at),
      gone_at: inSeconds(state?.gone_at),
      waiting: isWanted(state),
      refusal: state?.refusal ?? null,
    }
  }

  /** Brings a thread anew, all of its messages. */
  async refresh(id: string): Promise<void> {
    await this.#queue.want([id], { urgency: URGENCY.read, whole: true })
  }

  /** A run can be written down once its thread is here, with the messages that it began with. */
  async #ready(run: Run, { brings, known, made }: Beginning): Promise<void> {
    const { store } = this.parts
    const { thread_id: id } = run
    // What is here already stands as it is now.
    if (!(await store.getThread(id))) {
      // All of it is told by what comes.
      if (made && !brings) await store.putMirrored({ threads: [made] })
      else {
        if (made) await this.begin(made)
        else await this.beginBy(id, [run], known)
        return this.#bringUnlessHidden(id)
      }
    }
    // What stands before the run's messages comes before them: within one second the order is that of coming.
    if (!brings && !isWanted(await store.getMirrorState(id))) return
    await bringMessagesOf(this.parts, id).catch((error: unknown) => {
      if (!isHidden(error)) throw error
      // What is hidden from this server is written down as far as its client is told.
      return brings ? this.changed(id) : undefined
    })
  }

  /** Brings a thread; where that is hidden from this server, what its clients are told of it has to do. */
  async #bringUnlessHidden(id: string): Promise<void> {
    try {
      await this.#queue.bring(id)
    } catch (error) {
      if (!isHidden(error) || !(await this.parts.store.getThread(id))) throw error
    }
  }

  async #within(work: Promise<unknown>): Promise<void> {
    const over = new AbortController()
    await Promise.race([work, pause(this.parts.timers, OPEN_MS, over.signal)])
    over.abort()
  }
}

/** Without that list nobody can tell what the other server has. */
const refuseToList = (error: unknown): never => {
  if (error instanceof Refused) throw new ApiError(error.status, null, error.message)
  if (!(error instanceof Unreachable)) throw error
  throw new ApiError(502, 'upstream_unreachable', 'The upstream server cannot be reached.')
}

const isWanted = (state: { wanted: number | null } | undefined): boolean =>
  state !== undefined && state.wanted !== null
