import fc from 'fast-check'
import { describe, expect, test } from 'vitest'

import { anyText } from '#testing/any-text.ts'

import { recordedStreams } from '../testing/recorded.ts'
import { EMPTY_RUN_STATE, applyMessageDelta, applyRunStepDelta, foldEvent } from './delta.ts'
import type { RunState } from './delta.ts'
import type { MessageDelta, RunStepDelta, StreamEvent } from './event.ts'
import { Message } from './message.ts'
import { RunStep } from './run-step.ts'
import { createEventDecoder, decodeStreamEvent } from './sse.ts'

type Part = Record<string, unknown>

const message = (content: unknown[]) =>
  Message.parse({
    id: 'msg_1',
    object: 'thread.message',
    created_at: 1,
    thread_id: 'thread_1',
    role: 'assistant',
    content,
  })
const step = (step_details: unknown) =>
  RunStep.parse({
    id: 'step_1',
    object: 'thread.run.step',
    created_at: 1,
    thread_id: 'thread_1',
    run_id: 'run_1',
    type: 'tool_calls',
    status: 'in_progress',
    step_details,
  })
const messageDelta = (...content: unknown[]): MessageDelta => ({
  id: 'msg_1',
  object: 'thread.message.delta',
  // Deltas are another server's: the tests send what the type would not allow, too.
  delta: { content: content as NonNullable<MessageDelta['delta']['content']> },
})
const callsDelta = (...tool_calls: unknown[]): RunStepDelta => ({
  id: 'step_1',
  object: 'thread.run.step.delta',
  delta: {
    step_details: {
      type: 'tool_calls',
      tool_calls: tool_calls as { index: number; type: string }[],
    },
  },
})

/** Text in pieces, as a model gives it out; joined they are the text. */
const pieces = fc.array(anyText(), { maxLength: 8 })

const annotation = fc.oneof(
  fc.record({
    type: fc.constant('file_citation'),
    text: fc.string(),
    start_index: fc.nat(),
    end_index: fc.nat(),
    file_citation: fc.record({ file_id: fc.string(), quote: fc.string() }),
  }),
  fc.record({
    type: fc.constant('url_citation'),
    text: fc.string(),
    start_index: fc.nat(),
    end_index: fc.nat(),
    url_citation: fc.record({ url: fc.string(), title: fc.string() }),
  }),
  fc.record({ type: fc.constant('brand_new'), whatever: fc.record({ deep: fc.nat() }) }),
)

/** A finished part beside the fragments that make it up. */
interface Made {
  whole: Part
  fragments: Part[]
}
const whole = (part: Part): Made => ({ whole: part, fragments: [part] })

const textPart = fc
  .tuple(pieces, fc.array(annotation, { maxLength: 4 }))
  .map(([values, annotations]): Made => ({
    whole: { type: 'text', text: { value: values.join(''), annotations } },
    fragments: [
      { type: 'text', text: { value: '', annotations: [] } },
      ...values.map((value) => ({ type: 'text', text: { value } })),
      ...annotations.map((each, index) => ({
        type: 'text',
        text: { annotations: [{ ...each, index }] },
      })),
    ],
  }))
const part = fc.oneof(
  textPart,
  pieces.map((values): Made => ({
    whole: { type: 'refusal', refusal: values.join('') },
    fragments: ['', ...values].map((refusal) => ({ type: 'refusal', refusal })),
  })),
  fc
    .record({ file_id: fc.string(), detail: fc.constantFrom('low', 'high') })
    .map((image_file) => whole({ type: 'image_file', image_file })),
  fc.webUrl().map((url) => whole({ type: 'image_url', image_url: { url } })),
  pieces.map((values): Made => ({
    whole: { type: 'brand_new', voice: { spoken: values.join('') } },
    fragments: ['', ...values].map((spoken) => ({ type: 'brand_new', voice: { spoken } })),
  })),
)

const toolCall = fc.oneof(
  fc.tuple(fc.string(), pieces, fc.option(fc.string())).map(([name, values, output]): Made => ({
    whole: {
      id: 'call_1',
      type: 'function',
      function: { name, arguments: values.join(''), output },
    },
    fragments: [
      { id: 'call_1', type: 'function', function: { name, arguments: '', output: null } },
      ...values.map((text) => ({ type: 'function', function: { arguments: text } })),
      ...(output === null ? [] : [{ type: 'function', function: { output } }]),
    ],
  })),
  fc.tuple(pieces, fc.array(pieces, { maxLength: 3 })).map(([values, logs]): Made => ({
    whole: {
      id: 'call_1',
      type: 'code_interpreter',
      code_interpreter: {
        input: values.join(''),
        outputs: [
          ...logs.map((log) => ({ type: 'logs', logs: log.join('') })),
          { type: 'image', image: { file_id: 'file-1' } },
        ],
      },
    },
    fragments: [
      { id: 'call_1', type: 'code_interpreter', code_interpreter: { input: '', outputs: [] } },
      ...values.map((input) => ({ type: 'code_interpreter', code_interpreter: { input } })),
      ...logs.flatMap((log, index) =>
        ['', ...log].map((text) => ({
          type: 'code_interpreter',
          code_interpreter: { outputs: [{ index, type: 'logs', logs: text }] },
        })),
      ),
      {
        type: 'code_interpreter',
        code_interpreter: {
          outputs: [{ index: logs.length, type: 'image', image: { file_id: 'file-1' } }],
        },
      },
    ],
  })),
  fc.constant(
    whole({
      id: 'call_1',
      type: 'file_search',
      file_search: { ranking_options: { ranker: 'auto' } },
    }),
  ),
  fc.constant(whole({ id: 'call_1', type: 'mcp', server_label: 'x', arguments: '{}' })),
)

/** Fragments of several parts woven together, each part's own kept in order and begun in order. */
const weave = (made: Made[], picks: number[]) => {
  const queues = made.map(({ fragments }, index) => fragments.map((each) => ({ ...each, index })))
  const begun = queues.flatMap((queue) => queue.splice(0, 1))
  const woven: Part[] = [...begun]
  for (const pick of [...picks, ...Array<number>(1000).fill(0)]) {
    const open = queues.filter((queue) => queue.length > 0)
    woven.push(...(open[pick % (open.length || 1)]?.splice(0, 1) ?? []))
  }
  return woven
}
const picks = fc.array(fc.nat(), { maxLength: 60 })

describe('folding', () => {
  test('all deltas give the final message', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), picks, (made, order) => {
        const folded = weave(made, order).reduce<Message>(
          (before, each) => applyMessageDelta(before, messageDelta(each)),
          message([]),
        )
        expect(folded).toEqual(message(made.map((each) => each.whole)))
      }),
    )
  })

  test('all deltas give the final run step', () => {
    fc.assert(
      fc.property(fc.array(toolCall, { minLength: 1, maxLength: 4 }), picks, (made, order) => {
        const folded = weave(made, order).reduce<RunStep>(
          (before, each) => applyRunStepDelta(before, callsDelta(each)),
          step({ type: 'tool_calls', tool_calls: [] }),
        )
        const tool_calls = made.map((each) => each.whole)
        expect(folded).toEqual(step({ type: 'tool_calls', tool_calls }))
      }),
    )
  })

  test('changes nothing in place and keeps what it leaves alone', () => {
    const before = message([
      { type: 'text', text: { value: 'a', annotations: [] } },
      { type: 'refusal', refusal: 'b' },
    ])
    const kept = structuredClone(before)
    const after = applyMessageDelta(
      before,
      messageDelta({ index: 1, type: 'refusal', refusal: 'c' }),
    )
    expect(before).toEqual(kept)
    expect(after.content[0]).toBe(before.content[0])
    expect(after.content[1]).toEqual({ type: 'refusal', refusal: 'bc' })
  })

  test('whatever is sent, nothing throws and the content stays readable', () => {
    const any = fc.jsonValue({ maxDepth: 4 })
    const odd = fc.record(
      {
        index: fc.oneof(fc.integer(), any),
        type: fc.oneof(fc.constantFrom('text', 'image_file', 'function', '__proto__'), any),
        text: any,
        function: any,
        ['__proto__']: any,
      },
      { requiredKeys: [] },
    )
    const deltas = fc.array(fc.oneof(odd, any), { maxLength: 12 })
    fc.assert(
      fc.property(deltas, (sent) => {
        const folded = sent.reduce<Message>(
          (before, each) => applyMessageDelta(before, messageDelta(each)),
          message([]),
        )
        expect(Message.safeParse(folded).success).toBe(true)
        expect(Object.getPrototypeOf(folded.content)).toBe(Array.prototype)
        const steps = sent.reduce<RunStep>(
          (before, each) => applyRunStepDelta(before, callsDelta(each)),
          step({ type: 'tool_calls', tool_calls: [] }),
        )
        expect(RunStep.safeParse(steps).success).toBe(true)
      }),
    )
  })

  test('a part that comes before its place waits for the others; one out of all reach is ignored', () => {
    const text = { type: 'text', text: { value: 'b' } }
    const late = [
      messageDelta({ index: 1, ...text }),
      messageDelta({ index: 0, type: 'image_file', image_file: { file_id: 'file-1' } }),
      messageDelta({ index: 2_000_000_000, ...text }),
      messageDelta({ index: -1, ...text }),
    ]
    const { content } = late.reduce(applyMessageDelta, message([]))
    expect(content.map(({ type }) => type)).toEqual(['image_file', 'text', 'text'])
  })

  test('ids and types are not appended to when a server repeats them', () => {
    const call = {
      index: 0,
      id: 'call_1',
      type: 'function',
      function: { name: 'f', arguments: 'a' },
    }
    const again = { index: 0, id: 'call_1', type: 'function', function: { arguments: 'b' } }
    const folded = [callsDelta(call), callsDelta(again)].reduce(
      applyRunStepDelta,
      step({ type: 'tool_calls', tool_calls: [] }),
    )
    expect(folded.step_details).toEqual({
      type: 'tool_calls',
      tool_calls: [
        { id: 'call_1', type: 'function', function: { name: 'f', arguments: 'ab', output: null } },
      ],
    })
  })

  test('nesting beyond reason does not exhaust the stack', () => {
    let deep: unknown = 'x'
    for (let depth = 0; depth < 50_000; depth++) deep = { deep }
    const sent = messageDelta({ index: 0, type: 'brand_new', deep })
    expect(() => [sent, sent].reduce(applyMessageDelta, message([]))).not.toThrow()
  })

  test('an error breaks the stream off, in either shape; an unknown message is not begun by its delta', () => {
    const error = { message: 'm', type: 'server_error', param: null, code: null }
    expect(foldEvent(EMPTY_RUN_STATE, { event: 'error', data: { error } }).error).toEqual(error)
    expect(foldEvent(EMPTY_RUN_STATE, { event: 'error', data: error }).error).toEqual(error)
    const lost = messageDelta({ index: 0, type: 'text', text: { value: 'b' } })
    const event: StreamEvent = { event: 'thread.message.delta', data: lost }
    expect(foldEvent(EMPTY_RUN_STATE, event)).toEqual(EMPTY_RUN_STATE)
  })
})

const eventsOf = (bytes: Uint8Array) =>
  createEventDecoder()
    .decode(bytes)
    .map((frame) => decodeStreamEvent(frame))
    .filter((event) => event !== undefined)

/** Deltas quote nothing and tell no search results: both come with the finished object alone. */
const comparable = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, each: unknown) =>
      key === 'results' || key === 'ranking_options' || (key === 'quote' && each === '')
        ? undefined
        : each,
    ),
  )

describe('recorded streams', () => {
  test.each(recordedStreams())('$name folds to its own final messages and steps', ({ bytes }) => {
    let state: RunState = EMPTY_RUN_STATE
    let compared = 0
    for (const event of eventsOf(bytes)) {
      const before = state
      state = foldEvent(state, event)
      if (
        event.event === 'thread.message.completed' ||
        event.event === 'thread.message.incomplete'
      ) {
        const folded = before.messages.find(({ id }) => id === event.data.id)
        expect(comparable(folded?.content)).toEqual(comparable(event.data.content))
        expect(state.messages).toContain(event.data)
        compared++
      }
      if (event.event === 'thread.run.step.completed') {
        // After submitted tool outputs a stream begins with the end of a step it never began.
        const folded = before.steps.find(({ id }) => id === event.data.id) ?? event.data
        expect(comparable(folded.step_details)).toEqual(comparable(event.data.step_details))
        expect(state.steps).toContain(event.data)
        compared++
      }
    }
    // A stream that stops for tool outputs, or before its first token, completes nothing.
    expect(compared > 0 || /requires_action|failed/.test(state.run?.status ?? '')).toBe(true)
  })
})
