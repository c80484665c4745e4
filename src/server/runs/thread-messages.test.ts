import { expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import { buildMessage, buildRun, buildThread, textPart } from '#testing/builders.ts'

import { threadMessages } from './thread-messages.ts'

const bytes = {
  write: () => Promise.reject(new Error('nothing is written')),
  read: () => Promise.resolve(undefined),
  delete: () => Promise.resolve(),
}
const room = { budget: 1000, window: () => Promise.resolve(1000) }

test('of an answer the markers that cited something are left out, and only those', async () => {
  const store = await openStore({ path: ':memory:' })
  const thread = buildThread()
  const of = { thread_id: thread.id, role: 'assistant' as const }
  const [cited, other] = ['【4:0†fares.md】', '【note】']
  const { text } = textPart(`A ${cited}, B ${other}, C ${cited}, D ${cited}.`)
  const citation = (start_index: number) => ({
    type: 'file_citation' as const,
    text: cited,
    start_index,
    end_index: start_index + cited.length,
    file_citation: { file_id: 'file-1' },
  })
  const answer = buildMessage(of)
  answer.content = [
    {
      type: 'text',
      text: { ...text, annotations: [citation(2), citation(text.value.indexOf('C') + 2)] },
    },
  ]
  const plain = buildMessage({
    ...of,
    text: `Not cited: ${cited}`,
    created_at: answer.created_at + 1,
  })
  await store.insertThread(thread, [answer, plain])
  const told = await threadMessages({ store, bytes }, buildRun({ thread_id: thread.id }), room)
  await store.close()
  expect(told).toMatchObject([
    { content: `A , B ${other}, C , D ${cited}.` },
    { content: `Not cited: ${cited}` },
  ])
})
