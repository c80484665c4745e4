import { createBreath } from '../in-turn.ts'
import type { MirrorParts } from './parts.ts'

/** How far a reader may be behind, in bytes: past that the stream is read at its pace. */
const MOST_HELD = 1024 * 1024
/** How long one may take nothing then, in milliseconds, before the stream goes on without it. */
const PATIENCE_MS = 30_000

/** One for all streams: together they work for so long before others get in. */
const breathe = createBreath()

interface Hearer {
  /** @returns what to wait for before more is read */
  take(bytes: Uint8Array): Promise<void> | undefined
  /** Aborts once it hears no more. */
  readonly lost: AbortSignal
  /** The stream has ended, or broken off. */
  end(): Promise<void>
}

/**
 * A stream for whoever asked for it, byte for byte, which is heard to its end all the same when that reader
 * goes away or takes nothing any more. It breaks off for both when the server stops.
 */
export const passThrough = (
  body: ReadableStream<Uint8Array>,
  hearer: Hearer,
  { timers, closing }: Pick<MirrorParts, 'timers' | 'closing'>,
): ReadableStream<Uint8Array> => {
  const source = body.getReader()
  let reader: ReadableStreamDefaultController<Uint8Array> | undefined
  let onRoom = () => {}

  const room = (): Promise<void> | undefined => {
    if (!reader || (reader.desiredSize ?? 0) > 0) return undefined
    return new Promise((resolve) => {
      const stop = timers.after(PATIENCE_MS, () => {
        reader?.error(new Error('the reader takes nothing'))
        reader = undefined
        onRoom()
        letGo()
      })
      onRoom = () => {
        stop()
        resolve()
      }
    })
  }

  const breakOff = () => {
    void source.cancel().catch(() => undefined)
    onRoom()
  }

  /** Nobody is there any more. */
  const letGo = () => {
    if (!reader && hearer.lost.aborted) breakOff()
  }

  const pump = async (): Promise<void> => {
    let failure: unknown
    if (closing.aborted) breakOff()
    closing.addEventListener('abort', breakOff)
    hearer.lost.addEventListener('abort', letGo)
    try {
      for (let read = await source.read(); !read.done; read = await source.read()) {
        reader?.enqueue(read.value)
        await hearer.take(read.value)
        await room()
        // Streams that come as fast as they are taken would let nobody in.
        await breathe()
      }
      if (closing.aborted) failure = new Error('the server stops')
    } catch (error) {
      failure = error
    }
    closing.removeEventListener('abort', breakOff)
    // Whoever reads is told once what was told is written: what it asks for next is there.
    await hearer.end()
    if (failure === undefined) reader?.close()
    else reader?.error(failure)
    reader = undefined
  }

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        reader = controller
        void pump()
      },
      pull() {
        onRoom()
      },
      cancel() {
        reader = undefined
        onRoom()
        letGo()
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: MOST_HELD }),
  )
}
