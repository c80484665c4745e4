/**
 * A stream that was begun to be read, whole again: what was read of it, then what its reader reads on.
 * It reads nothing before it is asked, and whoever reads it meets how the stream ends or fails.
 */
export const putBack = <Chunk>(
  read: readonly Chunk[],
  reader: ReadableStreamDefaultReader<Chunk>,
): ReadableStream<Chunk> => {
  const held = [...read]
  return new ReadableStream<Chunk>(
    {
      async pull(controller) {
        const next = held.shift()
        if (next !== undefined) return controller.enqueue(next)
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
