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

const eventOf = (name: string, data: object) =>
  `event: thread.message.${name}\ndata: ${JSON.stringify({ id: 'msg_1', ...data })}\n\n`
/** The events of a message that begins with a text, and goes on in pieces. */
const message = (begin: string, ...pieces: string[]) =>
  [
    eventOf('created', { status: 'in_progress', content: partOf(begin) }),
    ...pieces.map((piece) => eventOf('delta', { delta: { content: partOf(piece) } })),
    eventOf('completed', { status: 'completed', content: partOf(begin + pieces.join('')) }),
  ].join('')
const partOf = (value: string) => [{ index: 0, type: 'text', text: { value } }]

/** What a reader joins, the end apart. */
const joined = (told: string) =>
  told
    .split('\n\n')
    .slice(0, -2)
    .map((event) => /"value":"([^"]*)"/.exec(event)?.[1] ?? '')
    .join('')

test.each([
  [12, 99],
  [1, 99],
  [1, 5, 9, 99],
  [20, 22, 24, 99],
])('a key with which an object begins is masked in what goes on with it: %j', async (...cuts) => {
  const pieces = cuts.map((cut, at) => KEY.slice(cuts[at - 1] ?? 0, cut))
  const [first = '', ...others] = pieces
  const { told } = await masked(message(`A ${first}`, ...others, ' B'))
  expect(joined(told)).toMatch(/^A .*\[key\] B$/)
  expect(joined(told)).not.toContain('0123456789')
  expect(told).toContain('"value":"A [key] B"')
})

test('what only begins like a key is told whole, and once', async () => {
  const text = message('It has', 'k', '-up to now', 'sk-', 'nothing')
  expect(joined((await masked(text)).told)).toBe('It hask-up to nowsk-nothing')
})

test('the end of a text that begins like a key comes before the part that follows it', async () => {
  const parts = [
    { index: 0, type: 'text', text: { value: ' boss' } },
    { index: 1, type: 'image_file', image_file: { file_id: 'file-1' } },
    { index: 2, type: 'text', text: { value: 'parts' } },
  ]
  const run = 'event: thread.run.failed\ndata: {"id":"run_1"}\n\n'
  const text = parts.map((part) => eventOf('delta', { delta: { content: [part] } })).join('') + run
  const { told } = await masked(text)
  const pieces = told.matchAll(/^event: (\S*)|"index":(\d)|"value":"([^"]*)"|"file_id":"([^"]*)"/gm)
  const delta = 'thread.message.delta'
  expect([...pieces].map((piece) => piece.slice(1).join(''))).toEqual(
    [delta, '0', ' bos', delta, '0', 's', delta, '1', 'file-1'].concat([
      delta,
      '2',
      'part',
      delta,
      '2',
      's',
      'thread.run.failed',
    ]),
  )
})
