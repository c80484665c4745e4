/**
 * Waits for the first chunk of a stream.
 * @returns the same stream, that chunk in it; an error of its beginning is thrown to its reader
 */
export const begun = async <Chunk>(
  stream: ReadableStream<Chunk>,
): Promise<ReadableStream<Chunk>> => {
  const reader = stream.getReader()
  const first = reader.read()
  await first.catch(() => undefined)
  let next: typeof first | undefined = first
  return new ReadableStream<Chunk>(
    {
      async pull(controller) {
        const { done, value } = await (next ?? reader.read())
        next = undefined
        if (done) controller.close()
        else controller.enqueue(value)
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  )
}
