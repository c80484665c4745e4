import type { ServerResponse } from 'node:http'
import { setImmediate as turn } from 'node:timers/promises'

import type { Knobs } from './published-knobs.ts'

/** A stream whose connection is destroyed where `dropStreamAfter` says so, as it stands at that moment. */
export const droppable = (
  body: ReadableStream<Uint8Array>,
  knobs: Knobs,
  outgoing: ServerResponse,
): ReadableStream<Uint8Array> => {
  const reader = body.getReader()
  let told = 0
  let rest: Uint8Array | undefined
  const left = () => (knobs.dropStreamAfter ? knobs.dropStreamAfter.bytes - told : Infinity)

  const drop = async () => {
    if (knobs.dropStreamAfter?.always !== true) knobs.dropStreamAfter = undefined
    await reader.cancel()
    await written(outgoing)
    outgoing.destroy()
  }
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (left() <= 0) return drop()
        const { value } = rest ? { value: rest } : await reader.read()
        rest = undefined
        if (!value) return controller.close()
        // It may have been set while the stream was silent.
        const room = Math.max(left(), 0)
        if (room < value.length) rest = value.subarray(room)
        told += Math.min(room, value.length)
        if (room === 0) return drop()
        controller.enqueue(value.subarray(0, room))
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}

/** Settles once what was told so far has left the process, or nothing can any more. */
const written = async (outgoing: ServerResponse): Promise<void> => {
  // The beginning of a stream is held back for a moment, together with the headers.
  while (!outgoing.headersSent && !outgoing.destroyed) await turn()
  // What is written in one turn leaves at its end.
  await turn()
  const { socket } = outgoing
  if (socket && !socket.destroyed) await new Promise((done) => socket.write('', done))
}
