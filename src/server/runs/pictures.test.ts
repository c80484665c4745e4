import { expect, test } from 'vitest'

import type { FileObject } from '#contract/file.ts'
import type { Message } from '#contract/message.ts'
import type { Run } from '#contract/run.ts'
import { accepted } from '#testing/checked.ts'
import { newEndpointApp } from '#testing/endpoint-app.ts'
import { type Answer, chunk, sse } from '#testing/scripted-endpoint.ts'

type App = Awaited<ReturnType<typeof newEndpointApp>>

const STOP = chunk({}, { finish_reason: 'stop' })
const PNG = Buffer.from('\x89PNG\r\n\x1a\nbytes of a picture', 'latin1')
const JPEG = Buffer.from('\xff\xd8\xff of another', 'latin1')
const urlOf = (bytes: Buffer, type = 'image/png') =>
  `data:${type};base64,${bytes.toString('base64')}`
const imageOf = (url: string) => ({ type: 'image_url', image_url: { url } })
const image = imageOf(urlOf(PNG))
const whole =
  (message: object): Answer =>
  (response) => {
    response.writeHead(200, { 'content-type': 'application/json' })
    response.end(JSON.stringify({ choices: [{ index: 0, message, finish_reason: 'stop' }] }))
  }

const answerOf = async (it: App, { thread_id }: Run): Promise<Message | undefined> => {
  const request = it.app.request('GET', `/v1/threads/${thread_id}/messages`)
  return (await accepted<{ data: Message[] }>('listMessages', request)).data[0]
}

/** The answer's texts, and the bytes of its pictures. */
const shownIn = async (it: App, run: Run) => {
  const message = await answerOf(it, run)
  return Promise.all(
    (message?.content ?? []).map(async (part) => {
      if (part.type === 'text') return part.text.value
      if (part.type !== 'image_file') return part
      const path = `/v1/files/${part.image_file.file_id}`
      expect(await accepted<FileObject>('retrieveFile', it.app.request('GET', path))).toMatchObject(
        {
          purpose: 'assistants_output',
        },
      )
      const content = await it.app.request('GET', `${path}/content`)
      return Buffer.from(await content.arrayBuffer())
    }),
  )
}

test.each<[string, Answer, unknown[]]>([
  [
    'after text',
    sse(
      chunk({ content: 'Here.' }),
      chunk({ content: '', images: [{ index: 0, ...image }] }),
      STOP,
    ),
    ['Here.', PNG],
  ],
  ['alone', sse(chunk({ role: 'assistant', content: '', images: [image] }), STOP), ['', PNG]],
  [
    'before text',
    sse(
      chunk({ images: [image] }),
      chunk({ content: 'There' }),
      chunk({ content: ' it is.' }),
      STOP,
    ),
    ['There it is.', PNG],
  ],
  ['in a whole message', whole({ role: 'assistant', content: null, images: [image] }), ['', PNG]],
  [
    'among the parts of the content',
    sse(chunk({ content: [{ type: 'text', text: 'Look:' }, image] }), STOP),
    ['Look:', PNG],
  ],
  [
    'in several forms',
    whole({
      content: 'Two.',
      images: [
        { type: 'image_url', image_url: urlOf(PNG) },
        { type: 'image', source: { type: 'base64', data: JPEG.toString('base64') } },
      ],
    }),
    ['Two.', PNG, JPEG],
  ],
  [
    'once more in a message at the end',
    sse(
      chunk({ content: 'A picture, as it was asked for.', images: [image] }),
      `data: ${JSON.stringify({ object: 'chat.completion', choices: [{ message: { content: 'A picture, as it was asked for.', images: [image] }, finish_reason: 'stop' }] })}\n\n`,
    ),
    ['A picture, as it was asked for.', PNG],
  ],
  [
    'called by another kind',
    sse(chunk({ content: 'x', images: [imageOf(urlOf(JPEG, 'text/html'))] }), STOP),
    ['x', JPEG],
  ],
  [
    'at an address, which is not fetched',
    sse(
      chunk({ content: 'Here:' }),
      chunk({ images: [imageOf('https://a.example/1.png')] }),
      chunk({ content: 'Done.' }),
      STOP,
    ),
    ['Here:\n\nhttps://a.example/1.png\n\nDone.'],
  ],
  [
    'at an address alone',
    whole({ content: '', images: [imageOf('https://a.example/1.png')] }),
    ['https://a.example/1.png'],
  ],
  [
    'of a kind that is not kept',
    sse(chunk({ images: [imageOf(urlOf(Buffer.from('<svg/>'), 'image/svg+xml'))] }), STOP),
    ['[a picture that is not kept: it is no PNG, JPEG, GIF or WebP]'],
  ],
  [
    'that is cut off',
    sse(chunk({ content: 'x', images: [imageOf('data:image/png;base64,')] }), STOP),
    ['x\n\n[a picture that is not kept: it is no PNG, JPEG, GIF or WebP]'],
  ],
])('a picture %s is shown', async (_, answer, shown) => {
  const it = await newEndpointApp([answer])
  const run = await it.run()
  expect(run.status).toBe('completed')
  expect(await shownIn(it, run)).toEqual(shown)
})

test('pictures are told as they come, and kept when the run fails', async () => {
  const other = imageOf(urlOf(JPEG))
  const it = await newEndpointApp([
    sse(
      chunk({ content: 'One' }),
      chunk({ images: [image] }),
      chunk({ content: ', two' }),
      chunk({ images: [other] }),
      'data: broken\n\n',
    ),
  ])
  const run = await it.run()
  expect(run.status).toBe('failed')
  expect(await shownIn(it, run)).toEqual(['One, two', PNG, JPEG])
  const { data } = await it.app.services.store.listRunEvents(run.id, 0, 100)
  const parts = data.flatMap(({ event, data: told }) =>
    event === 'thread.message.delta'
      ? [
          Object(told).delta.content.map((part: { index: number; type: string }) => [
            part.index,
            part.type,
          ]),
        ]
      : [],
  )
  expect(parts).toEqual([
    [[0, 'text']],
    [
      [0, 'text'],
      [1, 'image_file'],
    ],
    [[0, 'text']],
    [
      [0, 'text'],
      [2, 'image_file'],
    ],
  ])
})

test('too many pictures fail the run', async () => {
  const images = Array.from({ length: 17 }, (_, at) => imageOf(urlOf(Buffer.from([...PNG, at]))))
  const it = await newEndpointApp([sse(chunk({ content: 'x', images }), STOP)])
  const { status, last_error } = await it.run()
  expect({ status, last_error }).toEqual({
    status: 'failed',
    last_error: { code: 'server_error', message: 'The model answered with more than 16 pictures.' },
  })
})
