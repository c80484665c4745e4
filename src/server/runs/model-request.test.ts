import { expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import { buildMessage, buildRun, buildRunStep, buildThread } from '#testing/builders.ts'
import { newRunApp, timersByHand } from '#testing/scripted-runs.ts'

import { createTools } from '../tools/tools.ts'
import { buildModelRequest } from './model-request.ts'

const NOTHING = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

const setUp = async (messages: Partial<Message & { text: string }>[], run: Partial<Run> = {}) => {
  const { app, store } = await newRunApp()
  const thread = buildThread()
  await store.insertThread(
    thread,
    messages.map((fields) => buildMessage({ ...fields, thread_id: thread.id })),
  )
  let reads = 0
  const counted = {
    ...store,
    listMessages: (...args: Parameters<typeof store.listMessages>) => {
      reads += 1
      return store.listMessages(...args)
    },
  }
  const { bytes, models } = app.services
  const tools = createTools({ ...app.services, timers: timersByHand() })
  const build = async (steps = [buildRunStep()].slice(1), used = NOTHING) =>
    buildModelRequest(
      { store: counted, bytes, tools, models },
      buildRun({ thread_id: thread.id, ...run }),
      steps,
      used,
    )
  const texts = async () => {
    const built = await build()
    if ('exhausted' in built) return built
    return built.request.messages.map((message) => {
      if (message.role === 'tool') return message.output
      if (message.role === 'assistant') return message.content
      return message.content.map((part) => (part.type === 'text' ? part.text : part.type)).join('')
    })
  }
  return { build, texts, bytes, reads: () => reads }
}

const numbered = (count: number) => Array.from({ length: count }, (_, at) => ({ text: `m${at}` }))

test('all of a short thread, in order', async () => {
  const { texts } = await setUp(numbered(3))
  expect(await texts()).toEqual(['m0', 'm1', 'm2'])
})

test('the last messages, when so many are asked for; no more pages are read than that takes', async () => {
  const truncation_strategy = { type: 'last_messages' as const, last_messages: 150 }
  const { texts, reads } = await setUp(numbered(1000), { truncation_strategy })
  expect(await texts()).toEqual(
    numbered(1000)
      .slice(-150)
      .map(({ text }) => text),
  )
  expect(reads()).toBe(2)
})

test('no more than the prompt budget that the run has left', async () => {
  const { build, texts } = await setUp(numbered(1000), { max_prompt_tokens: 256 })
  const all = await texts()
  expect(all).toHaveLength(Math.floor((256 - 5) / 5))
  const used = { ...NOTHING, prompt_tokens: 256 }
  expect(await build([], used)).toEqual({ exhausted: 'max_prompt_tokens' })
})

test('what assistants said, refusals too, and nothing empty', async () => {
  const { texts } = await setUp([
    { text: 'Hi' },
    { role: 'assistant', content: [] },
    { role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
    { role: 'assistant', status: 'incomplete', text: 'Half' },
    { text: 'And?' },
  ])
  expect(await texts()).toEqual(['Hi', 'No.', 'Half', 'And?'])
})

test('images: files as bytes of their type, addresses as they are, missing ones as a note', async () => {
  const image = (file_id: string) => ({ type: 'image_file' as const, image_file: { file_id } })
  const png = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 1, 2])
  const { build, bytes } = await setUp([
    {
      content: [
        { type: 'text', text: { value: 'See', annotations: [] } },
        image('file-a'),
        image('file-gone'),
        { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'low' } },
        { type: 'image_url', image_url: { url: 'nonsense' } },
      ],
    },
  ])
  await bytes.write(
    'file-a',
    (async function* () {
      yield png
    })(),
    1000,
  )
  const built = await build()
  expect(built).toMatchObject({
    request: {
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'See' },
            { type: 'image', data: png, media_type: 'image/png', detail: 'auto' },
            { type: 'text', text: '[an image that is no longer kept: file-gone]' },
            { type: 'image', data: new URL('https://example.com/a.png'), detail: 'low' },
            { type: 'text', text: '[an image without a valid address]' },
          ],
        },
      ],
    },
  })
})
