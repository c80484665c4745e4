import { afterEach, beforeEach, expect, test, vi } from 'vitest'

import type { Message } from '#contract/message.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'
import { type InFrontOfLying, listOf, newInFrontOfLying } from '#testing/lying-upstream.ts'

const PATIENCE = 20_000
const ID = 'thread_a'
const path = `/threads/${ID}`
const JSON_TYPE = { 'content-type': 'application/json' }

let it: InFrontOfLying
/** What the server behind has, oldest first. */
let messages: Message[]
/** How it answers the next write. */
let answer: ((made: Message) => unknown) | undefined

beforeEach(async () => {
  it = await newInFrontOfLying()
  messages = [buildMessage({ id: 'msg_0', thread_id: ID })]
  answer = undefined
  it.offer(ID, {
    '': () => buildThread({ id: ID }),
    '/messages': (query, request) => {
      if (request.method === 'POST') {
        const made = buildMessage({ id: `msg_${messages.length}`, thread_id: ID })
        messages.push(made)
        return answer ? answer(made) : made
      }
      const after = messages.findIndex(({ id }) => id === query.get('after'))
      return listOf(
        query.get('order') === 'asc' ? messages.slice(after + 1) : messages.toReversed(),
      )
    },
  })
  await it.add(ID)
})
afterEach(() => it.close())

const write = async () => {
  const body = { role: 'user', content: 'Hello' }
  await (await it.front.request('POST', `/v1${path}/messages`, body)).text()
}
const copied = async () => (await it.messagesOf(ID)).map(({ id }) => id)

const UNREADABLE: [form: string, answer: (made: Message) => Response][] = [
  ['without content', () => new Response(null, { status: 204 })],
  ['empty', () => new Response('', { headers: JSON_TYPE })],
  ['cut', (made) => new Response(JSON.stringify(made).slice(0, 40), { headers: JSON_TYPE })],
  ['of another type', () => new Response('done', { headers: { 'content-type': 'text/plain' } })],
]

test.each(UNREADABLE)(
  'what is written comes though its answer is %s, in the order of the other server',
  async (_, unreadable) => {
    answer = unreadable
    await write()
    answer = undefined
    await write()
    await vi.waitFor(
      async () => expect(await copied()).toEqual(['msg_0', 'msg_1', 'msg_2']),
      PATIENCE,
    )
  },
)
