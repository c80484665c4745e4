import { expect } from 'vitest'

import type { StreamEvent } from '#contract/event.ts'
import type { Annotation, Message } from '#contract/message.ts'
import type { CreateRunRequest, Run } from '#contract/run.ts'

import { newEventChecker } from './openapi.ts'
import { hasShared } from './recorded.ts'
import { logs, sandboxByHand } from './sandbox-by-hand.ts'
import { newRunApp } from './scripted-runs.ts'
import { violations } from './stream-rules.ts'

export const CODE = { type: 'code_interpreter' as const }
type Answer = Parameters<typeof sandboxByHand>[0]

const checkEvent = hasShared('contract/assistants-openapi.json') ? newEventChecker() : () => []

/** An app whose code the test answers, and a thread that asks for some. */
export const newCodeApp = async (answer: Answer = () => ({ outputs: [logs('4\n')] })) => {
  const sandbox = sandboxByHand(answer)
  const it = await newRunApp({}, { sandbox })
  const threadId = await it.newThread('What is 2 + 2?')
  const create = (request: Partial<CreateRunRequest> = {}) =>
    it.create({ tools: [CODE], ...request }, threadId)
  const steps = async (run: Run) =>
    (await it.store.listRunSteps(run.thread_id, run.id, { limit: 100, order: 'asc' })).data
  /** The stream as clients have it, checked in every way there is. */
  const streamed = async (run: Run) => {
    const events = await it.events(run)
    expect(violations(events)).toEqual([])
    const { data } = await it.app.json<{ data: StreamEvent[] }>(
      'GET',
      `/v1/threads/${run.thread_id}/runs/${run.id}/events?stream=false&limit=1000`,
    )
    expect(data.flatMap(({ event, data: each }) => checkEvent(event, each))).toEqual([])
    return data
  }
  return { ...it, sandbox, threadId, create, steps, streamed }
}

/** What a model says that writes this code, in small pieces. */
export const write = (code: string, index = 0) =>
  [
    { type: 'tool_call', index, name: 'code_interpreter' },
    ...(JSON.stringify({ code }).match(/[^]{1,5}/gu) ?? []).map((piece) => ({
      type: 'tool_call_arguments' as const,
      index,
      arguments: piece,
    })),
  ] as const

/** What the last tool message says. */
export const outputTo = (messages: { role: string }[]): string => {
  const last = messages.at(-1)
  return last && 'output' in last ? String(last.output) : ''
}
export const annotationsIn = (message: Message | undefined): Annotation[] =>
  message?.content.flatMap((part) => (part.type === 'text' ? part.text.annotations : [])) ?? []
