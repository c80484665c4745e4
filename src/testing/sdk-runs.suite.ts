import type OpenAI from 'openai'
import type { AssistantStreamEvent } from 'openai/resources/beta/assistants'
import type { Run } from 'openai/resources/beta/threads/runs/runs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'

import { type SdkServer, type ServeApi, serveSdk } from './sdk-server.ts'
import { SDKS } from './sdks.ts'

/**
 * Runs as every SDK asks for them.
 * @param serve where they are asked for, unless of a server of our own
 * @param sdks the majors that ask: all of them, but where it is the server that is tried
 */
export const sdkRunsSuite = (serve?: ServeApi, sdks = SDKS): void => {
  describe.each(sdks)('the SDK, $version', ({ sdk }) => {
    const { BadRequestError, NotFoundError } = sdk
    let server: SdkServer
    let client: OpenAI
    beforeAll(async () => {
      server = await serveSdk({ sdk }, serve)
      client = server.client
    })
    // Every answer and every event of every test was read along.
    afterEach(() => expect(server.checked.findings()).toEqual([]))
    afterAll(() => server.close())

    const weather = {
      type: 'function' as const,
      function: {
        name: 'get_weather',
        parameters: { type: 'object', properties: { city: { type: 'string' } } },
      },
    }
    const ready = async (content = 'Where is my order?', model = 'scripted', tools = [weather]) => {
      const assistant = await client.beta.assistants.create({ model, tools, instructions: 'Help.' })
      const thread = await client.beta.threads.create({ messages: [{ role: 'user', content }] })
      return { assistant_id: assistant.id, threadId: thread.id, runs: client.beta.threads.runs }
    }
    const textsOf = async (threadId: string) => {
      const texts: string[] = []
      for await (const { content } of client.beta.threads.messages.list(threadId, {
        order: 'asc',
      })) {
        for (const part of content) texts.push(part.type === 'text' ? part.text.value : part.type)
      }
      return texts
    }
    const outputsFor = (run: Run) =>
      (run.required_action?.submit_tool_outputs.tool_calls ?? []).map(({ id }) => ({
        tool_call_id: id,
        output: '21 degrees',
      }))

    describe('without a stream', () => {
      test('createAndPoll, its steps and its answer', async () => {
        const { assistant_id, threadId, runs } = await ready()
        const run = await runs.createAndPoll(threadId, { assistant_id, metadata: { a: 'b' } })
        expect(run).toMatchObject({
          status: 'completed',
          instructions: 'Help.',
          model: 'scripted',
          metadata: { a: 'b' },
          tool_choice: 'auto',
          truncation_strategy: { type: 'auto', last_messages: null },
          parallel_tool_calls: true,
          response_format: 'auto',
          temperature: 1,
          top_p: 1,
          expires_at: null,
        })
        expect(run.usage?.total_tokens).toBeGreaterThan(0)
        expect((await textsOf(threadId))[1]).toContain('scripted model')
        const at = { thread_id: threadId }
        const steps = await runs.steps.list(run.id, at)
        expect(steps.data).toHaveLength(1)
        const [step] = steps.data
        expect(step).toMatchObject({
          type: 'message_creation',
          status: 'completed',
          usage: run.usage,
        })
        expect(await runs.steps.retrieve(step?.id ?? '', { ...at, run_id: run.id })).toMatchObject({
          id: step?.id,
        })
        expect(await runs.update(run.id, { ...at, metadata: { c: 'd' } })).toMatchObject({
          metadata: { c: 'd' },
          status: 'completed',
        })
        expect(await runs.retrieve(run.id, at)).toMatchObject({ metadata: { c: 'd' } })
      })

      test('createAndRunPoll', async () => {
        const { assistant_id } = await ready()
        const run = await client.beta.threads.createAndRunPoll({
          assistant_id,
          thread: { messages: [{ role: 'user', content: 'Hi' }], metadata: { a: 'b' } },
        })
        expect(run.status).toBe('completed')
        expect(await client.beta.threads.retrieve(run.thread_id)).toMatchObject({
          metadata: { a: 'b' },
        })
      })

      test('submitToolOutputsAndPoll', async () => {
        const { assistant_id, threadId, runs } = await ready('get_weather in Oslo')
        const run = await runs.createAndPoll(threadId, { assistant_id })
        expect(run.status).toBe('requires_action')
        expect(run.required_action?.submit_tool_outputs.tool_calls).toMatchObject([
          { type: 'function', function: { name: 'get_weather', arguments: '{"city":"Oslo"}' } },
        ])
        const ended = await runs.submitToolOutputsAndPoll(run.id, {
          thread_id: threadId,
          tool_outputs: outputsFor(run),
        })
        expect(ended.status).toBe('completed')
        expect((await textsOf(threadId)).at(-1)).toContain('21 degrees')
        const steps = []
        for await (const { type } of runs.steps.list(run.id, { thread_id: threadId, limit: 1 }))
          steps.push(type)
        expect(steps).toEqual(['message_creation', 'tool_calls'])
      })

      test('listing, page by page, in both orders', async () => {
        const { assistant_id, threadId, runs } = await ready()
        const ids: string[] = []
        for (let at = 0; at < 5; at += 1) {
          ids.push((await runs.createAndPoll(threadId, { assistant_id })).id)
        }
        const list = async (order: 'asc' | 'desc') => {
          const found: string[] = []
          for await (const { id } of runs.list(threadId, { limit: 2, order })) found.push(id)
          return found
        }
        expect(await list('asc')).toEqual(ids)
        expect(await list('desc')).toEqual(ids.toReversed())
      })

      test('cancel', async () => {
        const { assistant_id, threadId, runs } = await ready('Hi', 'scripted-stall')
        const run = await runs.create(threadId, { assistant_id })
        await expect(
          client.beta.threads.messages.create(threadId, { role: 'user', content: 'x' }),
        ).rejects.toThrow(`Can't add messages to ${threadId} while a run ${run.id} is active.`)
        await expect(runs.create(threadId, { assistant_id })).rejects.toThrow(
          `Thread ${threadId} already has an active run ${run.id}.`,
        )
        const cancelling = await runs.cancel(run.id, { thread_id: threadId })
        expect(cancelling.status).toBe('cancelling')
        const ended = await runs.poll(run.id, { thread_id: threadId })
        expect(ended).toMatchObject({ status: 'cancelled', cancelled_at: expect.any(Number) })
        await expect(runs.cancel(run.id, { thread_id: threadId })).rejects.toThrow(
          "Cannot cancel run with status 'cancelled'.",
        )
      })

      test.each([
        ['scripted-fail', 'failed', { last_error: { code: 'server_error' } }],
        ['scripted-rate-limit', 'failed', { last_error: { code: 'rate_limit_exceeded' } }],
        ['scripted-cut', 'incomplete', { incomplete_details: { reason: 'max_completion_tokens' } }],
        ['scripted-filter', 'incomplete', { incomplete_details: {} }],
        ['scripted-refusal', 'completed', { last_error: null }],
      ])('%s ends as %s', async (model, status, fields) => {
        const { assistant_id, threadId, runs } = await ready('Hi', model)
        expect(await runs.createAndPoll(threadId, { assistant_id })).toMatchObject({
          status,
          ...fields,
        })
        expect((await textsOf(threadId)).at(-1)).toMatch(
          model === 'scripted-refusal' ? /^refusal$/ : /^(This is the|Hi)/,
        )
      })
    })

    describe('with a stream', () => {
      test('runs.stream: its events, snapshots and final objects', async () => {
        const { assistant_id, threadId, runs } = await ready()
        const stream = runs.stream(threadId, { assistant_id })
        const events: string[] = []
        let text = ''
        stream
          .on('event', ({ event }) => events.push(event))
          .on('textDelta', ({ value }) => (text += value ?? ''))
        const run = await stream.finalRun()
        expect(run.status).toBe('completed')
        expect(events.slice(0, 3)).toEqual([
          'thread.run.created',
          'thread.run.queued',
          'thread.run.in_progress',
        ])
        const [message] = await stream.finalMessages()
        expect(message?.content).toMatchObject([{ type: 'text', text: { value: text } }])
        expect(await stream.finalRunSteps()).toMatchObject([{ type: 'message_creation' }])
        expect((await textsOf(threadId))[1]).toBe(text)
      })

      test('createAndRunStream begins with the thread', async () => {
        const { assistant_id } = await ready()
        const stream = client.beta.threads.createAndRunStream({
          assistant_id,
          thread: { messages: [{ role: 'user', content: 'Hi' }] },
        })
        const events: AssistantStreamEvent['event'][] = []
        stream.on('event', ({ event }) => events.push(event))
        expect((await stream.finalRun()).status).toBe('completed')
        expect(events[0]).toBe('thread.created')
      })

      test('submitToolOutputsStream, from within the first stream’s event', async () => {
        const { assistant_id, threadId, runs } = await ready('get_weather in Oslo')
        const second: string[] = []
        let answered: Promise<Run> | undefined
        for await (const event of runs.stream(threadId, { assistant_id })) {
          if (event.event !== 'thread.run.requires_action') continue
          const stream = runs.submitToolOutputsStream(event.data.id, {
            thread_id: threadId,
            tool_outputs: outputsFor(event.data),
          })
          stream.on('event', (each) => second.push(each.event))
          answered = stream.finalRun()
        }
        expect((await answered)?.status).toBe('completed')
        expect(second.slice(0, 3)).toEqual([
          'thread.run.step.completed',
          'thread.run.queued',
          'thread.run.in_progress',
        ])
        expect((await textsOf(threadId)).at(-1)).toContain('21 degrees')
      })

      test('several calls, their arguments in fragments', async () => {
        const other = {
          type: 'function' as const,
          function: { ...weather.function, name: 'get_time' },
        }
        const tools = [weather, other]
        const { assistant_id, threadId, runs } = await ready('in Oslo', 'scripted-tools', tools)
        const calls: string[] = []
        const stream = runs.stream(threadId, { assistant_id })
        stream.on('toolCallCreated', (call) => {
          if (call.type === 'function') calls.push(call.function.name)
        })
        const run = await stream.finalRun()
        expect(calls).toEqual(['get_weather', 'get_time'])
        expect(run.required_action?.submit_tool_outputs.tool_calls).toMatchObject([
          { function: { arguments: '{"city":"Oslo"}' } },
          { function: { arguments: '{"city":"Oslo"}' } },
        ])
        await expect(
          runs.submitToolOutputs(run.id, {
            thread_id: threadId,
            tool_outputs: outputsFor(run).slice(1),
          }),
        ).rejects.toThrow(
          /^400 Expected tool outputs for call_ids \['call_\w+', 'call_\w+'\], got \['call_\w+'\]$/,
        )
        await runs.cancel(run.id, { thread_id: threadId })
        const ended = await runs.poll(run.id, { thread_id: threadId })
        await expect(
          runs.submitToolOutputs(run.id, { thread_id: threadId, tool_outputs: outputsFor(run) }),
        ).rejects.toThrow(`Runs in status "${ended.status}" do not accept tool outputs.`)
      })

      test.each(['scripted-fail', 'scripted-rate-limit', 'scripted-cut', 'scripted-refusal'])(
        '%s ends in order',
        async (model) => {
          const { assistant_id, threadId, runs } = await ready('Hi', model)
          const run = await runs.stream(threadId, { assistant_id }).finalRun()
          expect(['failed', 'incomplete', 'completed']).toContain(run.status)
        },
      )

      test('cancelled in the middle, from another connection', async () => {
        const { assistant_id, threadId, runs } = await ready('Hi', 'scripted-stall')
        const events: string[] = []
        for await (const event of await runs.create(threadId, { assistant_id, stream: true })) {
          events.push(event.event)
          if (event.event === 'thread.message.delta') {
            await runs.cancel((await runs.list(threadId)).data[0]?.id ?? '', {
              thread_id: threadId,
            })
          }
        }
        expect(events.slice(-4)).toEqual([
          'thread.run.cancelling',
          'thread.message.incomplete',
          'thread.run.step.cancelled',
          'thread.run.cancelled',
        ])
      })

      test('a client that goes away stops nothing', async () => {
        const { assistant_id, threadId, runs } = await ready()
        const stream = await runs.create(threadId, { assistant_id, stream: true })
        for await (const event of stream) if (event.event === 'thread.run.created') break
        const [run] = (await runs.list(threadId)).data
        expect((await runs.poll(run?.id ?? '', { thread_id: threadId })).status).toBe('completed')
      })
    })

    test('of ten runs created at once exactly one is', async () => {
      const { assistant_id, threadId, runs } = await ready('Hi', 'scripted-stall')
      const made = await Promise.allSettled(
        Array.from({ length: 10 }, () => runs.create(threadId, { assistant_id })),
      )
      expect(made.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      for (const each of made) {
        if (each.status === 'rejected') expect(each.reason).toBeInstanceOf(BadRequestError)
      }
      const [run] = (await runs.list(threadId)).data
      await runs.cancel(run?.id ?? '', { thread_id: threadId })
    })

    test('what is not there', async () => {
      const { assistant_id, threadId, runs } = await ready()
      const at = { thread_id: threadId }
      const refused = async (answer: Promise<unknown>, text: string) => {
        await expect(answer).rejects.toThrow(NotFoundError)
        await expect(answer).rejects.toThrow(text)
      }
      await refused(
        runs.create(threadId, { assistant_id: 'asst_none' }),
        "No assistant found with id 'asst_none'.",
      )
      await refused(
        runs.create('thread_none', { assistant_id }),
        "No thread found with id 'thread_none'.",
      )
      await refused(runs.retrieve('run_none', at), "No run found with id 'run_none'.")
      await refused(runs.cancel('run_none', at), "No run found with id 'run_none'.")
      await refused(runs.update('run_none', at), "No run found with id 'run_none'.")
      await refused(
        runs.retrieve('run_none', { thread_id: 'thread_none' }),
        "No thread found with id 'thread_none'.",
      )
      await refused(runs.steps.list('run_none', at).then(), "No run found with id 'run_none'.")
      await refused(runs.list('thread_none').then(), "No thread found with id 'thread_none'.")
      await refused(
        runs.submitToolOutputs('run_none', { ...at, tool_outputs: [] }),
        "No run found with id 'run_none'.",
      )
      // An error of a streaming request is an ordinary one.
      await refused(
        runs.create(threadId, { assistant_id: 'asst_none', stream: true }),
        "No assistant found with id 'asst_none'.",
      )
    })

    test('every operation of runs was read along', () => {
      expect([...server.checked.seen]).toEqual(
        expect.arrayContaining([
          'createRun',
          'createThreadAndRun',
          'submitToolOutputsToRun',
          'listRuns',
          'getRun',
          'modifyRun',
          'cancelRun',
          'listRunSteps',
          'getRunStep',
        ]),
      )
    })
  })
}
