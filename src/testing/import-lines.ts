import { readLine, toMapped } from '#server/import/parse-line.ts'
import { type Mapped } from '#server/import/to-imported-thread.ts'

/** A line of an import, as the bytes of a file. */
export const lineBytes = (value: unknown): Uint8Array =>
  new TextEncoder().encode(typeof value === 'string' ? value : JSON.stringify(value))

/** What a line that holds a whole thread becomes. */
export const parseLine = (bytes: Uint8Array | undefined): Mapped | undefined => {
  const read = readLine(bytes)
  return read && toMapped(read)
}

export const mappedLine = (value: unknown): Mapped => {
  const mapped = parseLine(lineBytes(value))
  if (!mapped) throw new Error('a blank line')
  return mapped
}

/** What a line becomes in the store. */
export const importedLine = (value: unknown) => mappedLine(value).imported

export const userLine = {
  role: 'user',
  content: [{ type: 'text', text: { value: 'Where is my parcel?', annotations: [] } }],
  created_at: 101,
  metadata: { nick: 'ann' },
}
export const assistantLine = { role: 'assistant', content: 'In Leeds.', created_at: 103 }
export const threadLine = {
  object: 'thread',
  created_at: 100,
  metadata: { source: 'test' },
  messages: [userLine, assistantLine],
}
export const runLine = {
  status: 'completed',
  model: 'gpt-4o',
  created_at: 101,
  started_at: 102,
  completed_at: 104,
  steps: [
    {
      type: 'tool_calls',
      created_at: 102,
      tool_calls: [
        {
          id: 'call_1',
          type: 'function',
          function: { name: 'find', arguments: '{}', output: '"Leeds"' },
        },
      ],
    },
    { type: 'message_creation', created_at: 103, completed_at: 103, message_index: 1 },
  ],
}
