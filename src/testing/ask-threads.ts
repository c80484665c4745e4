import { expect } from 'vitest'

import {
  attachments,
  between,
  chunking_strategy,
  codeInterpreter,
  everyRunParameter,
  include,
  metadata,
  thrice,
  tools,
  weather,
  withMessages,
} from './every-parameter.ts'
import type { Asking } from './sdk-server.ts'

/** What is asked about assistants, threads and runs, by the name of its test: first the least, then everything. */
export const askThreads: Record<string, (on: Asking) => Promise<void>> = {
  assistants: async ({ client, fileId, storeId }) => {
    const { assistants } = client.beta
    const all = {
      description: 'description',
      instructions: 'instructions',
      metadata,
      name: 'name',
      reasoning_effort: 'none' as const,
      response_format: 'auto' as const,
      temperature: 1,
      tools: [codeInterpreter, codeInterpreter, codeInterpreter],
      top_p: 1,
    }
    const made = await assistants.create({
      model: 'gpt-4o',
      ...all,
      tool_resources: {
        code_interpreter: { file_ids: [fileId, fileId, fileId] },
        file_search: {
          vector_stores: [{ chunking_strategy, file_ids: [fileId, fileId, fileId], metadata }],
        },
      },
    })
    expect(made).toMatchObject({ ...all, tool_resources: { code_interpreter: {} } })
    await assistants.retrieve(made.id)
    expect(await assistants.update(made.id, {})).toEqual(made)
    const resources = { file_search: { vector_store_ids: [storeId] } }
    const tool_resources = {
      code_interpreter: { file_ids: [fileId, fileId, fileId] },
      ...resources,
    }
    const changed = { ...all, model: 'string', tools, tool_resources: resources }
    expect(await assistants.update(made.id, { ...changed, tool_resources })).toMatchObject(changed)
    await assistants.list()
    const ids = await thrice(() => assistants.create({ model: 'string' }))
    expect((await assistants.list(between(ids))).data.map(({ id }) => id)).toEqual([ids[1]])
    await assistants.delete(made.id)
  },

  'threads and messages': async ({ client, fileId, storeId }) => {
    const { threads } = client.beta
    await threads.create()
    const message = {
      role: 'user' as const,
      content: 'string',
      attachments: attachments(fileId),
      metadata,
    }
    const thread = await threads.create({
      messages: [message, { ...message, role: 'assistant' }],
      metadata,
      tool_resources: {
        code_interpreter: { file_ids: [fileId, fileId, fileId] },
        file_search: { vector_store_ids: [storeId] },
      },
    })
    await threads.retrieve(thread.id)
    expect(await threads.update(thread.id, {})).toEqual(thread)
    const tool_resources = {
      code_interpreter: { file_ids: [fileId] },
      file_search: { vector_store_ids: [storeId] },
    }
    expect(await threads.update(thread.id, { metadata, tool_resources })).toMatchObject({
      metadata,
      tool_resources,
    })
    const { messages } = threads
    const made = await messages.create(thread.id, { content: 'string', role: 'user' })
    const full = await messages.create(thread.id, message)
    expect(full).toMatchObject({ metadata, attachments: attachments(fileId) })
    const at = { thread_id: thread.id }
    expect(await messages.retrieve(made.id, at)).toMatchObject({ id: made.id })
    expect(await messages.update(made.id, at)).toEqual(made)
    expect(await messages.update(made.id, { ...at, metadata })).toMatchObject({ metadata })
    await messages.list(thread.id)
    const page = await messages.list(thread.id, {
      ...between([made.id]),
      before: full.id,
      run_id: 'run_id',
    })
    expect(page.data).toEqual([])
    await messages.delete(made.id, at)
    await threads.delete(thread.id)
  },

  'runs and their steps': async ({ client, fileId, assistantId }) => {
    const { threads } = client.beta
    const { runs } = threads
    const thread = await threads.create()
    const at = { thread_id: thread.id }
    const ended = async (run: { id: string }) => runs.poll(run.id, at, { pollIntervalMs: 1 })
    const plain = await ended(await runs.create(thread.id, { assistant_id: assistantId }))
    const full = await runs.create(thread.id, {
      assistant_id: assistantId,
      ...everyRunParameter,
      ...withMessages(fileId),
      stream: false,
    })
    const { truncation_strategy: _, instructions, ...echoed } = everyRunParameter
    expect(full).toMatchObject({ ...echoed, status: 'queued' })
    expect(full.instructions).toContain(instructions)
    await ended(full)
    await runs.retrieve(plain.id, at)
    expect(await runs.update(plain.id, at)).toMatchObject({ id: plain.id, metadata: {} })
    expect(await runs.update(plain.id, { ...at, metadata })).toMatchObject({ metadata })
    await runs.list(thread.id)
    const page = await runs.list(thread.id, { ...between([plain.id]), before: full.id })
    expect(page.data).toEqual([])
    const steps = (await runs.steps.list(plain.id, at)).data
    const step = steps[0]?.id ?? ''
    await runs.steps.retrieve(step, { ...at, run_id: plain.id })
    await runs.steps.retrieve(step, { ...at, run_id: plain.id, include })
    const all = { ...at, ...between([step]), before: step, include }
    expect((await runs.steps.list(plain.id, all)).data).toEqual([])
    const { id } = await threads
      .createAndRun({ assistant_id: assistantId, model: 'scripted-stall' })
      .then((run) => runs.cancel(run.id, { thread_id: run.thread_id }))
    expect(id).toMatch(/^run_/)
  },

  'a thread and its run at once, with everything': async ({
    client,
    fileId,
    storeId,
    assistantId,
  }) => {
    const message = {
      content: 'string',
      role: 'user' as const,
      attachments: attachments(fileId),
      metadata,
    }
    const run = await client.beta.threads.createAndRun({
      assistant_id: assistantId,
      ...everyRunParameter,
      thread: {
        messages: [message, message],
        metadata,
        tool_resources: {
          code_interpreter: { file_ids: [fileId, fileId, fileId] },
          file_search: {
            vector_stores: [{ chunking_strategy, file_ids: [fileId, fileId, fileId], metadata }],
          },
        },
      },
      tool_resources: {
        code_interpreter: { file_ids: [fileId, fileId, fileId] },
        file_search: { vector_store_ids: [storeId] },
      },
      stream: false,
    })
    expect(run).toMatchObject({ metadata, tool_choice: 'none' })
  },

  'tool outputs': async ({ sdk, client, assistantId }) => {
    const { threads } = client.beta
    const assistant = { assistant_id: assistantId, tools: [weather], model: 'scripted-tools' }
    const waiting = await threads.createAndRunPoll(assistant, { pollIntervalMs: 1 })
    const [call] = waiting.required_action?.submit_tool_outputs.tool_calls ?? []
    const at = { thread_id: waiting.thread_id }
    const outputs = (tool_outputs: { tool_call_id?: string; output?: string }[]) =>
      threads.runs.submitToolOutputs(waiting.id, { ...at, tool_outputs, stream: false })
    // What the suites send where anything will do is not what this run waits for.
    await expect(outputs([{}, {}, {}])).rejects.toThrow(sdk.BadRequestError)
    const output = { tool_call_id: call?.id ?? '', output: 'string' }
    expect(await outputs([output])).toMatchObject({ id: waiting.id })
  },

  'chat completions and embeddings': async ({ client }) => {
    const messages = [{ role: 'user' as const, content: 'string' }]
    const { completions } = client.chat
    const { choices } = await completions.create({ model: 'gpt-4o', messages })
    let text = ''
    const stream = await completions.create({ model: 'gpt-4o', messages, stream: true })
    for await (const {
      choices: [choice],
    } of stream)
      text += choice?.delta.content ?? ''
    expect(text).toBe(choices[0]?.message.content)
    const asked = { model: 'text-embedding-3-small', input: ['string', 'other'] }
    const { data } = await client.embeddings.create(asked)
    expect(data.map(({ embedding }) => embedding.length)).toEqual([1536, 1536])
  },
}
