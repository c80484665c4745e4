import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import type OpenAI from 'openai'
import { toFile } from 'openai'

import type { Message } from '#contract/message.ts'
import type { RunStep } from '#contract/run-step.ts'
import type { Run } from '#contract/run.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { EPOCH } from '#testing/clock.ts'

import { openData } from './built.ts'

/** In seconds, as on the wire. */
const START = EPOCH / 1000

/** A real picture to upload. */
export const PICTURE = join(import.meta.dirname, '../src/server/samples/assets/refunds-by-week.png')

export type Seed = ReturnType<typeof seeder>

/** Ways to put things where a journey begins, through the API as any client would. */
export const seeder = (api: OpenAI, dataDir: string) => {
  const { threads, assistants } = api.beta
  /** A thread with what no request can make: annotations, parts of unknown type, old runs. */
  const imported = async (
    messages: Message[],
    runs: Run[] = [],
    metadata: Record<string, string> = {},
    steps: RunStep[] = [],
  ) => {
    const thread = buildThread({ metadata })
    const of = <T>(object: T): T => ({ ...object, thread_id: thread.id })
    const store = await openData(dataDir)
    await store.importThreads([
      {
        hash: thread.id,
        thread,
        messages: messages.map(of),
        runs: runs.map((run) => ({
          run: of(run),
          steps: steps.filter(({ run_id }) => run_id === run.id).map(of),
        })),
      },
    ])
    await store.close()
    return thread
  }
  return {
    assistant: (fields: Partial<OpenAI.Beta.AssistantCreateParams> = {}) =>
      assistants.create({ model: 'scripted', name: 'Support', ...fields }),

    /** A thread whose messages alternate, the first being the user's. */
    thread: (texts: string[], metadata: Record<string, string> = {}) =>
      threads.create({
        metadata,
        messages: texts.map((content, index) => ({
          role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
          content,
        })),
      }),

    imported,

    /** A thread with so many numbered messages, oldest first: "message 1" is the first. */
    longThread: (count: number, metadata: Record<string, string> = {}) =>
      imported(
        Array.from({ length: count }, (_, at) => {
          const number = at + 1
          // Of many heights, as in life, and over some days.
          const text = `message ${number}${' and some more words'.repeat((number * 7) % 12)}`
          const created_at = START + number * 600
          return buildMessage({ role: number % 2 === 1 ? 'user' : 'assistant', text, created_at })
        }),
        [],
        metadata,
      ),

    /** A thread whose messages are much longer as written than as shown, oldest first. */
    linkedThread: (count: number) =>
      imported(
        Array.from({ length: count }, (_, at) => {
          const link = `[here](https://shop.example/${'a-long-way-down/'.repeat(1 + (at % 9))})`
          const text = `message ${at + 1}, see ${link}`
          return buildMessage({ role: 'assistant', text, created_at: START + at * 60 })
        }),
      ),

    /** A picture of 1280 by 720 pixels. */
    image: async (name = 'chart.png') =>
      api.files.create({ file: await toFile(await readFile(PICTURE), name), purpose: 'vision' }),

    file: async (name: string, text = 'Refunds take five days.') =>
      api.files.create({ file: await toFile(Buffer.from(text), name), purpose: 'assistants' }),

    /** A thread that was asked and answered by a run of the assistant. */
    answeredThread: async (question: string, assistantId: string) => {
      const thread = await threads.create({ messages: [{ role: 'user', content: question }] })
      const run = await threads.runs.createAndPoll(thread.id, { assistant_id: assistantId })
      return { thread, run }
    },
  }
}
