import type { IncomingMessage } from 'node:http'

/** What the stream of one follower held. */
export interface Followed {
  /** The numbers of the model's pieces, in the order in which they came. */
  pieces: number[]
  /** From the model's sending to this follower's having, in milliseconds, of pieces sent since. */
  latencies: number[]
  /** Whether `done` came, and the name of the event before it. */
  isDone: boolean
  last: string | undefined
}

const PIECE = /~(\d+)@(\d+)~/g
const NAME = /^event: (\S+)$/m

/**
 * Reads a stream whose pieces say when they were sent.
 * @param since monotonic microseconds: pieces of before then are counted, but not timed
 * @param onFirst is given the stream's first event, as text
 */
export async function followPieces(
  response: IncomingMessage,
  since: () => number,
  onFirst: (frame: string) => void = () => {},
): Promise<Followed> {
  const followed: Followed = { pieces: [], latencies: [], isDone: false, last: undefined }
  let rest = ''
  response.setEncoding('utf8')
  for await (const chunk of response as AsyncIterable<string>) {
    const now = Number(process.hrtime.bigint() / 1000n)
    const frames = (rest + chunk).split('\n\n')
    rest = frames.pop() ?? ''
    for (const frame of frames) {
      const name = NAME.exec(frame)?.[1]
      // A heartbeat has none.
      if (name === undefined) continue
      if (followed.last === undefined) onFirst(frame)
      if (name === 'done') followed.isDone = true
      else followed.last = name
      if (name === 'thread.message.delta') takeDelta(followed, frame, now, since())
    }
  }
  return followed
}

function takeDelta({ pieces, latencies }: Followed, frame: string, now: number, since: number) {
  for (const [, number, at] of frame.matchAll(PIECE)) {
    pieces.push(Number(number))
    if (Number(at) > since) latencies.push((now - Number(at)) / 1000)
  }
}
