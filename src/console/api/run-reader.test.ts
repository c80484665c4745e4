import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import { EMPTY_RUN_STATE, foldEvent } from '#contract/delta.ts'
import type { Run } from '#contract/run.ts'
import { createEventDecoder, decodeStreamEvent, encodeEvent } from '#contract/sse.ts'
import { recordedStreams } from '#testing/recorded.ts'

import { addEvent } from './add-event.ts'
import { groupsOf, timesOf } from './event-groups.ts'
import { ApiFailure } from './failure.ts'
import { type LiveRun, emptyLiveRun } from './live-run.ts'
import { type ReaderPorts, readRun } from './run-reader.ts'

const streams = recordedStreams()

const framesOf = (bytes: Uint8Array) =>
  createEventDecoder()
    .decode(bytes)
    .filter((frame) => frame.event !== 'done')

type Frames = ReturnType<typeof framesOf>

const never = () => new Promise<void>(() => {})

/** Folds whole, without a network: what every reading has to arrive at. */
const foldAll = (frames: Frames) =>
  frames.reduce((state, frame) => {
    const event = decodeStreamEvent(frame)
    return event ? foldEvent(state, event) : state
  }, EMPTY_RUN_STATE)

/** A log served from `after` on, in pieces of any size, broken off after as many bytes as told. */
class LogServer {
  readonly opened: number[] = []
  readonly #frames: Frames
  readonly #cuts: number[]
  readonly #piece: number

  constructor(frames: Frames, { cuts, piece }: { cuts: number[]; piece: number }) {
    this.#frames = frames
    this.#cuts = [...cuts]
    this.#piece = piece
  }

  ports(run: Run): ReaderPorts {
    return {
      open: async (after) => this.#open(after),
      getRun: async () => run,
      wait: async () => {},
      untilSilent: never,
      now: () => 0,
    }
  }

  #open(after: number): ReadableStream<Uint8Array> {
    this.opened.push(after)
    const text = this.#frames
      .map((frame, at) => ({ ...frame, id: at + 1, at: 1000 + at, data: JSON.parse(frame.data) }))
      .filter(({ id }) => id > after)
      .map((frame) => `: ping\n\n${encodeEvent(frame)}`)
      .join('')
    const bytes = new TextEncoder().encode(`${text}event: done\ndata: [DONE]\n\n`)
    const cut = this.#cuts.shift()
    const sent = cut === undefined ? bytes : bytes.subarray(0, cut % bytes.length)
    const size = this.#piece
    return new ReadableStream({
      start(controller) {
        for (let at = 0; at < sent.length; at += size) {
          controller.enqueue(sent.subarray(at, at + size))
        }
        if (cut === undefined || cut % 2 === 0) controller.close()
        else controller.error(new TypeError('network error'))
      },
    })
  }
}

const read = async (ports: ReaderPorts, from = emptyLiveRun('thread_1', 'run_1')) => {
  let live: LiveRun = from
  await readRun(
    ports,
    {
      live: () => live,
      add: (logged, event) => (live = addEvent(live, logged, event)),
      setRun: (run) => (live = { ...live, run }),
      setConnection: (connection, why) => (live = { ...live, connection, ...why }),
    },
    new AbortController().signal,
  )
  return live
}

const lastRun = (frames: Frames): Run => {
  const { run } = foldAll(frames)
  if (!run) throw new Error('the stream tells of no run')
  return run
}

describe('recorded streams', () => {
  it.each(streams)('$name is read without loss wherever it is cut', async ({ bytes }) => {
    const frames = framesOf(bytes)
    const whole = foldAll(frames)
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(40_000), { maxLength: 5 }),
        fc.integer({ min: 1, max: 4000 }),
        async (cuts, piece) => {
          const server = new LogServer(frames, { cuts, piece })
          const live = await read(server.ports(lastRun(frames)))
          expect(live.messages).toEqual(whole.messages)
          expect(live.steps).toEqual(whole.steps)
          expect(live.run).toEqual(whole.run)
          expect(live.log.map(({ sequence }) => sequence)).toEqual(frames.map((_, at) => at + 1))
          expect(live.connection).toBe(
            whole.run?.status === 'requires_action' ? 'waiting' : 'ended',
          )
        },
      ),
      { numRuns: 25 },
    )
  })

  it('takes the times of the log and groups deltas in a row', async () => {
    const whole = streams.find(({ name }) => name === 'clew__answer')
    const frames = framesOf(whole?.bytes ?? new Uint8Array())
    const live = await read(new LogServer(frames, { cuts: [], piece: 999 }).ports(lastRun(frames)))
    expect(live.log.map(({ at }) => at)).toEqual(frames.map((_, at) => 1000 + at))
    const groups = groupsOf(live)
    const deltas = groups.filter(({ name }) => name === 'thread.message.delta')
    expect(deltas).toHaveLength(1)
    expect(groups.reduce((sum, { from, to }) => sum + to - from, 0)).toBe(frames.length)
    const [group] = deltas
    expect(live.firstTokenAt[group?.id ?? '']).toBe(group?.at)
    expect(live.isPolled).toBeUndefined()
  })

  it('keeps which events were polled, and that the run has such', async () => {
    const whole = streams.find(({ name }) => name === 'clew__answer')
    const frames = framesOf(whole?.bytes ?? new Uint8Array())
    const polled = frames.map((frame, at) => ({
      ...frame,
      ...(at > 1 && { polled: true as const }),
    }))
    const live = await read(new LogServer(polled, { cuts: [], piece: 999 }).ports(lastRun(frames)))
    expect(live.log.slice(0, 3).map((event) => event.polled)).toEqual([undefined, undefined, true])
    expect(live.isPolled).toBe(true)
    expect(timesOf(live)).toBeUndefined()
  })
})

const run = (status: Run['status']): Run =>
  // Only what the reader looks at.
  ({ id: 'run_1', object: 'thread.run', thread_id: 'thread_1', status }) as Run

const noEvents = () => new Blob(['event: done\ndata: [DONE]\n\n']).stream()

describe('readRun', () => {
  it('takes a finished run without a log from the run itself', async () => {
    const live = await read({
      open: async () => noEvents(),
      getRun: async () => run('completed'),
      wait: async () => {},
      untilSilent: never,
      now: () => 0,
    })
    expect(live.connection).toBe('ended')
    expect(live.run?.status).toBe('completed')
  })

  it('gives up on a refusal and says why', async () => {
    const refused = new ApiFailure('No run found.', { kind: 'refused', status: 404 })
    const live = await read({
      open: () => Promise.reject(refused),
      getRun: async () => run('completed'),
      wait: async () => {},
      untilSilent: never,
      now: () => 0,
    })
    expect(live.connection).toBe('failed')
    expect(live.failure).toBe(refused)
  })

  it('waits longer each time the server stays away, and goes on once it is back', async () => {
    const waits: number[] = []
    const away = new ApiFailure('The server cannot be reached.', { kind: 'unreachable' })
    const live = await read({
      open: () => (waits.length < 7 ? Promise.reject(away) : Promise.resolve(noEvents())),
      getRun: async () => run('failed'),
      wait: async (ms) => void waits.push(ms),
      untilSilent: never,
      now: () => 0,
    })
    expect(waits).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000])
    expect(live.run?.status).toBe('failed')
  })

  it('waits as for the first time once something has come', async () => {
    const waits: number[] = []
    const away = new ApiFailure('The server cannot be reached.', { kind: 'unreachable' })
    const first = encodeEvent({ id: 1, at: 1, event: 'thread.run.queued', data: run('queued') })
    const answers = [away, away, new Blob([first]).stream(), away, noEvents()]
    await read({
      open: async () => {
        const answer = answers[waits.length] ?? away
        if (answer instanceof Error) throw answer
        return answer
      },
      getRun: async () => run('completed'),
      wait: async (ms) => void waits.push(ms),
      untilSilent: never,
      now: () => 0,
    })
    expect(waits).toEqual([500, 1000, 250, 500])
  })

  it('opens a connection anew that has gone silent, after the last event that came', async () => {
    const opened: number[] = []
    const states: string[] = []
    const first = encodeEvent({ id: 1, at: 1, event: 'thread.run.queued', data: run('queued') })
    let live = emptyLiveRun('thread_1', 'run_1')
    const { promise: told, resolve: tell } = Promise.withResolvers<void>()
    let asked = 0
    await readRun(
      {
        open: async (after) => {
          opened.push(after)
          if (opened.length > 1) return noEvents()
          return new ReadableStream({
            start: (controller) => controller.enqueue(new TextEncoder().encode(first)),
          })
        },
        getRun: async () => run('completed'),
        wait: async () => {},
        // The opening and its first bytes come in time; then nothing does.
        untilSilent: () => (++asked === 1 ? told : never()),
        now: () => 0,
      },
      {
        live: () => live,
        add: (logged, event) => {
          live = addEvent(live, logged, event)
          tell()
        },
        setRun: (fetched) => (live = { ...live, run: fetched }),
        setConnection: (connection) => void states.push(connection),
      },
      new AbortController().signal,
    )
    expect(opened).toEqual([0, 1])
    expect(states).toEqual(['live', 'reconnecting', 'live', 'ended'])
    // Once for each connection, however much comes on it.
    expect(asked).toBe(2)
  })

  it('tells since when it heard nothing, however often it tries', async () => {
    let time = 1000
    const silences: (number | undefined)[] = []
    const away = new ApiFailure('The server cannot be reached.', { kind: 'unreachable' })
    let opened = 0
    let live = emptyLiveRun('thread_1', 'run_1')
    await readRun(
      {
        open: async () => {
          opened += 1
          if (opened === 2 || opened === 3) throw away
          return opened === 1
            ? new ReadableStream({ start: (controller) => controller.error(new TypeError('cut')) })
            : noEvents()
        },
        getRun: async () => run('completed'),
        wait: async () => void (time += 5000),
        untilSilent: never,
        now: () => time,
      },
      {
        live: () => live,
        add: () => {},
        setRun: (fetched) => (live = { ...live, run: fetched }),
        setConnection: (connection, why) => {
          if (connection === 'reconnecting') silences.push(why?.silentSince)
        },
      },
      new AbortController().signal,
    )
    expect(silences).toEqual([1000, 1000, 1000])
  })

  it('reads on after a rest without repeating what came before it', async () => {
    const before = { ...emptyLiveRun('thread_1', 'run_1'), sequence: 7 }
    const opened: number[] = []
    await read(
      {
        open: async (after) => {
          opened.push(after)
          return noEvents()
        },
        getRun: async () => run('expired'),
        wait: async () => {},
        untilSilent: never,
        now: () => 0,
      },
      before,
    )
    expect(opened).toEqual([7])
  })
})
