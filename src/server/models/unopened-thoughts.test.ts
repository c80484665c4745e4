import { describe, expect, test } from 'vitest'

import { ask, collect, modelAt } from '#testing/endpoint-model.ts'
import { type Answer, chunk, endpoint, sse } from '#testing/scripted-endpoint.ts'

import type { ModelEvent } from './model.ts'
import { UnopenedThoughts } from './unopened-thoughts.ts'

const THOUGHTS = 'Okay, the user wants a greeting.\n</think>\n\n'
const ANSWER = `${THOUGHTS}Hello.`
const STOP = { finish_reason: 'stop' }

const finish = (reason: 'stop' | 'length' | 'tool_calls' = 'stop'): ModelEvent => ({
  type: 'finish',
  reason,
  usage: { prompt_tokens: 1, completion_tokens: 1 },
})
const CALL: ModelEvent[] = [
  { type: 'tool_call', index: 0, name: 'f' },
  { type: 'tool_call_arguments', index: 0, arguments: '{}' },
  finish('tool_calls'),
]

const texts = (pieces: Iterable<string>) =>
  [...pieces].map((text): ModelEvent => ({ type: 'text', text }))
const textsIn = (events: ModelEvent[]) =>
  events.flatMap((event) => (event.type === 'text' ? [event.text] : []))

/** What a model tells in pieces, and how it ends. */
type Given = [pieces: Iterable<string>, end?: ModelEvent[] | Error]

const open = () => {
  const thoughts = new UnopenedThoughts()
  return async ([pieces, end = [finish()]]: Given, model = 'm') => {
    const given = async function* () {
      yield* texts(pieces)
      if (end instanceof Error) throw end
      yield* end
    }
    const events: ModelEvent[] = []
    let error: unknown
    try {
      for await (const event of thoughts.leftOut(given(), model)) events.push(event)
    } catch (thrown) {
      error = thrown
    }
    return { pieces: textsIn(events), said: textsIn(events).join(''), events, error }
  }
}
/** The texts of a model's answers, one after another. */
const saidOf = async (...answers: Given[]) => {
  const answered = open()
  const said = []
  for (const answer of answers) said.push((await answered(answer)).said)
  return said
}

describe('thoughts that end without having begun', () => {
  test('are text where they were told, and held from then on', async () => {
    const halves = ['a </thi', 'nk>', '\n', 'b', 'c']
    expect(await saidOf([ANSWER], [ANSWER], [halves])).toEqual([ANSWER, 'Hello.', 'bc'])
  })

  test('are left out of an answer that comes whole, and remembered', async () => {
    expect(await saidOf([[ANSWER]], [ANSWER])).toEqual(['Hello.', 'Hello.'])
    expect(await saidOf([[THOUGHTS.trim()]])).toEqual([''])
  })

  test('are left out where their end comes first', async () => {
    expect(await saidOf([['</', 'think>', '\n\n', 'Hello.']])).toEqual(['Hello.'])
    expect(await saidOf([['Hm.\n</think>', '\nHello.']])).toEqual(['Hello.'])
    expect(await saidOf(['</think> ends it.'])).toEqual(['</think> ends it.'])
    expect(await saidOf(['</thin'])).toEqual(['</thin'])
    expect(await saidOf([`</think>${' '.repeat(100)}a`])).toEqual(['a'])
  })

  test('the answer behind them comes in its pieces, as does that of any other model', async () => {
    const answered = open()
    await answered([[ANSWER]])
    const others = ['a', 'b ', '\n', '`']
    const pieces = [THOUGHTS, 'Hello', ' there', '.']
    expect((await answered([pieces])).pieces).toEqual(['Hello', ' there', '.'])
    expect((await answered([others], 'other')).pieces).toEqual(others)
    expect((await answered([ANSWER], 'another')).said).toBe(ANSWER)
  })

  test('an answer without their end is all text, and the model is forgotten', async () => {
    const answered = open()
    await answered([[ANSWER]])
    expect((await answered(['Hello again.'])).pieces).toEqual(['Hello again.'])
    expect((await answered([['a', 'b']])).pieces).toEqual(['a', 'b'])
  })

  test('an answer that is cut off is text, and says nothing of its model', async () => {
    const cut: Given = ['Okay, the', [finish('length')]]
    expect(await saidOf([[ANSWER]], cut, [ANSWER])).toEqual(['Hello.', 'Okay, the', 'Hello.'])
  })

  test('what was held is told before the error that ends it', async () => {
    const answered = open()
    await answered([[ANSWER]])
    const error = new Error('gone')
    expect(await answered(['Okay, the', error])).toMatchObject({ said: 'Okay, the', error })
    expect((await answered([ANSWER])).said).toBe('Hello.')
  })

  test('a mark in code is text', async () => {
    const code = 'Write\n```\n</think>\n```\nor `</think>`.'
    expect(await saidOf([[code]], [ANSWER])).toEqual([code, ANSWER])
    const quoting = 'It is `</think>`, then.\n</think>\nYes: `</think>`.'
    expect(await saidOf([[ANSWER]], [quoting])).toEqual(['Hello.', 'Yes: `</think>`.'])
    const many = '`</think>` '.repeat(100)
    expect(await saidOf([[ANSWER]], [many], [ANSWER])).toEqual(['Hello.', many, ANSWER])
  })

  test('begin every round with calls', async () => {
    const answered = open()
    const rounds = [THOUGHTS, THOUGHTS, '', `${THOUGHTS}Let me look.`, 'No thoughts.', THOUGHTS]
    const said = []
    for (const round of rounds) {
      const { events, said: text } = await answered([round, CALL])
      expect(events.slice(-3)).toEqual(CALL)
      said.push(text)
    }
    expect(said).toEqual([THOUGHTS, '', '', 'Let me look.', 'No thoughts.', THOUGHTS])
  })

  test('a long answer is looked at once', async () => {
    const answered = open()
    await answered([[ANSWER]])
    const before = process.cpuUsage().user
    const long = [...Array.from({ length: 60_000 }, () => 'a < b'), THOUGHTS, 'Hello.']
    expect((await answered([long])).said).toBe('Hello.')
    expect(process.cpuUsage().user - before).toBeLessThan(2_000_000)
  })
})

test('an endpoint is asked for the answer behind them, from the second answer on', async () => {
  let onTold = () => {}
  const isTold = new Promise<void>((resolve) => (onTold = resolve))
  const slow: Answer = (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(chunk({ content: 'Okay.' }))
    const rest = chunk({ content: '\n</think>\n\nHello.' }, STOP)
    void isTold.then(() => response.end(rest))
  }
  const { baseUrl } = await endpoint(slow, sse(chunk({ content: ANSWER }), chunk({}, STOP)))
  const model = modelAt(baseUrl)
  let first = ''
  for await (const event of model.stream(ask(), new AbortController().signal)) {
    if (event.type === 'text') first += event.text
    onTold()
  }
  expect(first).toBe('Okay.\n</think>\n\nHello.')
  expect(textsIn((await collect(model)).events)).toEqual(['Hello.'])
})

test('a whole answer of an endpoint is told without them', async () => {
  const choices = [{ message: { content: ANSWER }, finish_reason: 'stop' }]
  const { baseUrl } = await endpoint(sse(JSON.stringify({ choices })))
  expect(textsIn((await collect(modelAt(baseUrl))).events)).toEqual(['Hello.'])
})

test('thoughts before a lone mark do not go back to the model', async () => {
  const { baseUrl, bodies } = await endpoint(sse(chunk({ content: 'x' }), chunk({}, STOP)))
  const user = { role: 'user' as const, content: [{ type: 'text' as const, text: ANSWER }] }
  const assistant = (content: string, calls = 0) => ({
    role: 'assistant' as const,
    content,
    tool_calls: Array.from({ length: calls }, () => ({ id: 'a', name: 'f', arguments: '{}' })),
  })
  const output = { role: 'tool' as const, tool_call_id: 'a', name: 'f', output: ANSWER }
  const code = '```\n</think>\n```\nHello.'
  const messages = [
    user,
    assistant(ANSWER),
    assistant(THOUGHTS, 1),
    output,
    assistant(`${THOUGHTS}Hm.`, 1),
    output,
    assistant(THOUGHTS),
    assistant(code),
  ]
  await collect(modelAt(baseUrl), ask({ messages }))
  const sent: { content: unknown }[] = Object(bodies[0]).messages
  expect(sent.map(({ content }) => content)).toEqual([
    ANSWER,
    'Hello.',
    null,
    ANSWER,
    'Hm.',
    ANSWER,
    THOUGHTS,
    code,
  ])
})
