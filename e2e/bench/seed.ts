import { join } from 'node:path'

import type { Message } from '#contract/message.ts'
import { openStore } from '#server/store/open.ts'

/** Where the threads of the bench are: known ids, so that nothing has to be searched for. */
export const threadOf = (messages: number): string => `thread_bench${messages}`
export const messageOf = (messages: number, index: number): string =>
  `msg_bench${messages}x${index}`

const TEXTS = [
  'Where is my parcel? It should have been here on **Tuesday**.',
  'I have looked it up: it left the depot this morning and is on its way to you.\n\n- carrier: Northline\n- window: 14:00 to 16:00\n\nIs anybody at home then?',
  'Yes. Please ring twice, the bell is quiet.',
  'Noted for the driver. The figures:\n\n| item | pieces |\n| :-- | --: |\n| chair | 4 |\n| table | 1 |\n\n```ts\nconst total = items.reduce((sum, item) => sum + item.pieces, 0)\n```',
  'Thank you. One more thing: the invoice names the wrong company.',
]

/** A message of a text, by its user. */
export const toMessage = (
  threadId: string,
  id: string,
  value: string,
  at = 1_760_000_000,
): Message => ({
  id,
  object: 'thread.message',
  created_at: at,
  thread_id: threadId,
  status: 'completed',
  incomplete_details: null,
  completed_at: at,
  incomplete_at: null,
  role: 'user',
  content: [{ type: 'text', text: { value, annotations: [] } }],
  assistant_id: null,
  run_id: null,
  attachments: [],
  metadata: {},
})

const numbered = (count: number, index: number): Message => ({
  ...toMessage(
    threadOf(count),
    messageOf(count, index),
    `${TEXTS[index % TEXTS.length] ?? ''}\n\nMessage ${index}.`,
    1_760_000_000 + Math.floor(index / 3),
  ),
  role: index % 2 === 0 ? 'user' : 'assistant',
})

/** Writes one thread of `count` messages into a data folder that no server is using yet. */
export async function seedThread(dataDir: string, count: number): Promise<void> {
  const store = await openStore({ path: join(dataDir, 'clew.db') })
  await store.importThreads([
    {
      hash: `bench:${count}`,
      thread: {
        id: threadOf(count),
        object: 'thread',
        created_at: 1_760_000_000,
        metadata: { title: `${count} messages` },
        tool_resources: {},
      },
      messages: Array.from({ length: count }, (_, index) => numbered(count, index)),
      runs: [],
    },
  ])
  await store.close()
}
