// The reading process: a hostile file can exhaust or crash it without harm to the server.
import { toTerms } from '#server/store/terms.ts'

import { TooManyTokens, toChunks } from '../chunk.ts'
import { extractText } from '../extract/extract.ts'
import { Unreadable, invalid } from '../extract/unreadable.ts'
import type { FromReader, ReadChunk, ToReader } from './protocol.ts'

const CHUNKS_AT_ONCE = 32

type Start = Extract<ToReader, { type: 'file' }>

let start: Start | undefined
let bytes = new Uint8Array()
let filled = 0
let goOn: () => void = () => {}

const send = (message: FromReader): void => void process.send?.(message)

const sendChunks = async (chunks: ReadChunk[]): Promise<void> => {
  const more = new Promise<void>((resolve) => (goOn = resolve))
  send({ type: 'chunks', chunks })
  await more
}

const read = async ({ filename, chunking, maxTokens }: Start): Promise<void> => {
  const onPage = (number: number) => send({ type: 'page', number })
  const text = await extractText(filename, bytes.subarray(0, filled), onPage)
  bytes = new Uint8Array()
  let chunks: ReadChunk[] = []
  for (const chunk of toChunks(text, chunking, maxTokens)) {
    chunks.push({ ...chunk, terms: toTerms(chunk.text).join(' ') })
    if (chunks.length < CHUNKS_AT_ONCE) continue
    await sendChunks(chunks)
    chunks = []
  }
  if (chunks.length > 0) await sendChunks(chunks)
}

const toAnswer = (error: unknown): FromReader => {
  if (error instanceof TooManyTokens) return toAnswer(invalid(`The file has ${error.message}.`))
  if (error instanceof Unreadable) {
    return { type: 'unreadable', code: error.code, message: error.message }
  }
  return { type: 'broken', message: error instanceof Error ? error.message : String(error) }
}

process.on('message', (message: ToReader) => {
  switch (message.type) {
    case 'file':
      start = message
      bytes = new Uint8Array(message.bytes)
      filled = 0
      return
    case 'bytes':
      if (filled + message.bytes.byteLength > bytes.byteLength) return
      bytes.set(message.bytes, filled)
      filled += message.bytes.byteLength
      return
    case 'more':
      return goOn()
    case 'end':
      if (!start) return
      read(start).then(
        () => send({ type: 'done' }),
        (error: unknown) => send(toAnswer(error)),
      )
  }
})
// The server has gone.
process.on('disconnect', () => process.exit())
