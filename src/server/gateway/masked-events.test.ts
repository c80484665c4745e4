import { expect, test } from 'vitest'

import { eventsWithoutSecrets } from './masked-events.ts'

const KEY = 'sk-upstream-secret-0123456789'

/** What comes out of a stream that comes in one piece, with how often another task got in meanwhile. */
const masked = async (text: string) => {
  const stream = eventsWithoutSecrets([KEY])
  const writer = stream.writable.getWriter()
  void writer.write(Buffer.from(text)).then(() => writer.close())
  let others = 0
  const beside = setInterval(() => (others += 1))
  const told = await new Response(stream.readable).text()
  clearInterval(beside)
  return { told, others }
}

test('a key is masked within an event, and in what no blank line ends', async () => {
  const { told } = await masked(`event: a\ndata: {"said":"${KEY}"}\n\ndata: 1\n\nlast ${KEY}`)
  expect(told).toBe('event: a\ndata: {"said":"[key]"}\n\ndata: 1\n\nlast [key]')
})

test.each(['\n\n', 'data: {"delta":{"text":"a word"}}\n\n'])(
  'others get in while thousands of %j come at once',
  async (event) => {
    const text = event.repeat(100_000)
    const { told, others } = await masked(text)
    expect(told).toBe(text)
    expect(others).toBeGreaterThan(1)
  },
)
