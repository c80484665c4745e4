import type OpenAI from 'openai'

import type { ContentPart } from '#contract/message.ts'
import { buildMessage } from '#testing/builders.ts'

import type { Seed } from './seed.ts'

/** Runs in every state they can be looked at in: the model that brings it about and its heading. */
export const STATES = [
  { name: 'completed', model: 'scripted-instant', text: 'Hello', heading: 'completed' },
  { name: 'failed', model: 'scripted-fail', text: 'Hello', heading: 'failed' },
  { name: 'was cut short', model: 'scripted-cut', text: 'Hello', heading: 'incomplete' },
  { name: 'is running', model: 'scripted-stall', text: 'Hello', heading: 'running' },
  {
    name: 'needs outputs',
    model: 'scripted-instant',
    text: 'Call get_weather in Paris',
    heading: 'needs outputs',
  },
] as const

/** Their metadata, so that a list can show them alone. */
export const GROUP = 'furnished'

/** Ids of threads of every kind. */
export interface Furnished {
  rich: string
  empty: string
  assistant: string
  /** Threads by the name of their run's state. */
  runs: Record<string, string>
}

const MARKDOWN = `# Heading

A **table**, a [link](https://example.com/a/very/long/path/that/does/not/break/anywhere/at/all), \`code\`:

| Column one | Column two | Column three | Column four | Column five | Column six |
| --- | ---: | :-: | --- | --- | --- |
| a long cell of text | 12,700.50 | yes | another long cell | more of it | and the last |

\`\`\`ts
export const averyLongLineOfCode = await client.beta.threads.messages.create(threadId, { role: 'user', content })
\`\`\`

- [x] done
- [ ] to do

> quoted, with math: $z = \\frac{x - \\bar{x}}{s}$

![a chart](https://example.com/chart.png)

${'averyveryverylongwordthatcannotbebroken'.repeat(4)}`

/** Puts threads of every content and every state of a run on a server. */
export const furnish = async (api: OpenAI, seed: Seed): Promise<Furnished> => {
  const { threads } = api.beta
  const tools: OpenAI.Beta.AssistantTool[] = [
    { type: 'function', function: { name: 'get_weather', parameters: { type: 'object' } } },
  ]
  const runs: Furnished['runs'] = {}
  let assistantId = ''
  for (const { name, model, text } of STATES) {
    const assistant = await seed.assistant({ name: `Assistant of ${model}`, model, tools })
    assistantId = assistant.id
    const thread = await threads.create({
      messages: [{ role: 'user', content: text }],
      metadata: { group: GROUP },
    })
    await threads.runs.create(thread.id, { assistant_id: assistant.id })
    runs[name] = thread.id
  }
  return {
    rich: await richThread(seed),
    empty: (await threads.create({ metadata: { group: GROUP } })).id,
    assistant: assistantId,
    runs,
  }
}

const richThread = async (seed: Seed): Promise<string> => {
  const picture = await seed.image()
  const notes = await seed.file('notes with quite a long name for a file.md')
  const citation = {
    type: 'file_citation' as const,
    text: '【1】',
    start_index: 6,
    end_index: 9,
    file_citation: { file_id: notes.id, quote: 'as noted' },
  }
  const content: ContentPart[] = [
    { type: 'image_file', image_file: { file_id: picture.id, detail: 'high' } },
    { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
    { type: 'refusal', refusal: 'I would rather not.' },
    { type: 'unknown', raw: { type: 'input_audio', seconds: 12 } },
  ]
  const attachments = [{ file_id: notes.id, tools: [{ type: 'file_search' }] }]
  const thread = await seed.imported(
    [
      buildMessage({ text: 'Here are my notes', attachments, metadata: { source: 'mail' } }),
      buildMessage({ role: 'assistant', text: MARKDOWN }),
      buildMessage({ text: 'שלום, מה שלום ההזמנה שלי?' }),
      buildMessage({ role: 'assistant', content }),
      buildMessage({
        role: 'assistant',
        status: 'incomplete',
        incomplete_details: { reason: 'max_tokens' },
        content: [
          { type: 'text', text: { value: 'Cited 【1】. The end of it', annotations: [citation] } },
        ],
      }),
    ],
    [],
    { title: 'Everything at once', group: GROUP },
  )
  return thread.id
}
