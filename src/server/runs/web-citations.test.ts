import { describe, expect, test } from 'vitest'

import type { Message } from '#contract/message.ts'
import { accepted } from '#testing/checked.ts'
import { newEndpointApp } from '#testing/endpoint-app.ts'
import { chunk, sse } from '#testing/scripted-endpoint.ts'

const STOP = chunk({}, { finish_reason: 'stop' })
const URL_A = 'https://example.org/a'
const URL_B = 'https://example.org/b?x=1'

const frame = (fields: object) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: '' } }], ...fields })}\n\n`
const cited = (url: string, rest: object = {}) => ({
  type: 'url_citation',
  url_citation: { url, ...rest },
})

/** The text of an answer with what it cites. */
const answerTo = async (...frames: string[]) => {
  const it = await newEndpointApp([sse(...frames, STOP)])
  const run = await it.run()
  expect(run.last_error).toBeNull()
  const path = `/v1/threads/${it.thread.id}/messages`
  const { data } = await accepted<{ data: Message[] }>('listMessages', it.app.request('GET', path))
  const [part] = data[0]?.content ?? []
  if (part?.type !== 'text') throw new Error('The answer has no text.')
  return part.text
}

const sourcesOf = async (...frames: string[]) =>
  (await answerTo(chunk({ content: 'Shops are shut [1].' }), ...frames)).annotations.map((each) =>
    each.type === 'url_citation' ? each.url_citation : each,
  )

describe('the pages that an answer draws on are kept, in whatever field they are told', () => {
  const A = { url: URL_A, title: 'A' }
  const B = { url: URL_B, title: null }
  test.each<[string, string[], object[]]>([
    ['nested, as OpenAI does', [chunk({ annotations: [cited(URL_A, { title: 'A' })] })], [A]],
    ['flat', [chunk({ annotations: [{ type: 'url_citation', ...A }] })], [A]],
    [
      'addresses beside the choices',
      [frame({ citations: [URL_A, URL_B] })],
      [{ ...A, title: null }, B],
    ],
    ['and again in each frame', [1, 2].map(() => frame({ citations: [URL_B] })), [B]],
    [
      'with their titles in another list',
      [frame({ citations: [URL_A], search_results: [{ title: 'A', url: URL_A }] })],
      [A],
    ],
    ['links', [frame({ web_search: [{ title: 'A', link: URL_A }] })], [A]],
    [
      'at a place of its own, and at its number',
      [
        chunk({ annotations: [cited(URL_A, { title: 'A', start_index: 0, end_index: 5 })] }),
        frame({ citations: [URL_A] }),
      ],
      [A, A],
    ],
    ['without a title', [chunk({ annotations: [cited(URL_B, { title: ' ' })] })], [B]],
    [
      'nothing of another kind',
      [chunk({ annotations: [{ type: 'file', file: {} }, null, 7] })],
      [],
    ],
    [
      'no address that is none',
      [
        frame({
          citations: [
            'javascript:alert(1)',
            'data:text/html,x',
            'https://',
            '',
            5,
            null,
            `https://a/${'x'.repeat(3000)}`,
          ],
        }),
      ],
      [],
    ],
    ['nothing where there is no list', [frame({ citations: { a: URL_A }, web_search: URL_A })], []],
  ])('%s', async (_, frames, expected) => {
    expect(await sourcesOf(...frames)).toEqual(expected)
  })
})

test.each<[string, object[], [string, string][]]>([
  [
    'in their order',
    [{ citations: [URL_A, URL_B] }],
    [
      ['[1]', URL_A],
      ['[2]', URL_B],
    ],
  ],
  [
    'the same page twice',
    [{ citations: [URL_A, URL_A] }],
    [
      ['[1]', URL_A],
      ['[2]', URL_A],
    ],
  ],
  ['behind an empty place', [{ citations: ['', URL_B] }], [['[2]', URL_B]]],
  [
    'of the first list alone',
    [{ citations: [URL_A, URL_B], search_results: [{ url: URL_B, title: 'B' }, { url: URL_A }] }],
    [
      ['[1]', URL_A],
      ['[2]', URL_B],
    ],
  ],
  [
    'what no number names',
    [{ citations: [URL_A, URL_B, 'https://c.example'] }],
    [
      ['[1]', URL_A],
      ['[2]', URL_B],
      ['', 'https://c.example'],
    ],
  ],
])('numbers of a list stand in the text: %s', async (_, frames, expected) => {
  const { annotations } = await answerTo(
    chunk({ content: 'Alpha [1]. Beta [2]. See [1](x).' }),
    ...frames.map(frame),
  )
  const told = annotations.map((each) =>
    each.type === 'url_citation' ? [each.text, each.url_citation.url] : each,
  )
  expect(told).toEqual(expected)
})

test('a page with a place of its own takes no other’s number', async () => {
  const content = 'Alpha [1]. Beta [2].'
  const { annotations } = await answerTo(
    chunk({ content }),
    chunk({ annotations: [cited(URL_B, { start_index: 16, end_index: 19 })] }),
    frame({ citations: [URL_A, URL_B] }),
  )
  expect(
    annotations.map((each) => [
      each.type === 'url_citation' && each.url_citation.url,
      'text' in each && each.text,
    ]),
  ).toEqual([
    [URL_B, '[2]'],
    [URL_A, '[1]'],
  ])
})

test('an endless list ends', async () => {
  const many = Array.from({ length: 300 }, (_, at) => `https://example.org/${at}`)
  expect(await sourcesOf(frame({ citations: many }))).toHaveLength(100)
})

describe('a place is kept where there is no doubt of it', () => {
  const link = `([a](${URL_A}))`
  test.each<[string, string, { start_index: number; end_index: number }, string]>([
    ['of plain text', `Shut ${link}.`, { start_index: 5, end_index: 5 + link.length }, link],
    ['of a sentence', 'Shops are shut.', { start_index: 0, end_index: 15 }, 'Shops are shut.'],
    [
      'counted in code points',
      `😀😀 ${link}`,
      { start_index: 3, end_index: 3 + link.length },
      link,
    ],
    [
      'counted in UTF-16 units',
      `😀😀 ${link}`,
      { start_index: 5, end_index: 5 + link.length },
      link,
    ],
    ['behind the end', 'Shut.', { start_index: 3, end_index: 90 }, ''],
    ['where either may be meant', '😀😀 shops are shut', { start_index: 3, end_index: 8 }, ''],
    ['the wrong way round', 'Shops', { start_index: 4, end_index: 1 }, ''],
  ])('%s', async (_, content, span, text) => {
    const { value, annotations } = await answerTo(
      chunk({ content }),
      chunk({ annotations: [cited(URL_A, span)] }),
    )
    expect(annotations).toMatchObject([{ type: 'url_citation', text }])
    const [annotation] = annotations
    if (annotation?.type !== 'url_citation') throw new Error('It cites nothing.')
    expect(value.slice(annotation.start_index, annotation.end_index)).toBe(text)
  })
})

test('a stream tells them as deltas of the text, and what the deltas add up to is what is kept', async () => {
  const it = await newEndpointApp([
    sse(chunk({ content: 'Shut.' }), chunk({ annotations: [cited(URL_A), cited(URL_B)] }), STOP),
  ])
  const answer = await it.app.request('POST', it.path, {
    assistant_id: it.assistant.id,
    stream: true,
  })
  const body = await answer.text()
  const deltas = [...body.matchAll(/event: thread\.message\.delta\ndata: (.*)/g)].map(
    ([, data = '']) => Object(JSON.parse(data)).delta.content[0].text,
  )
  const told = deltas.flatMap(({ annotations = [] }) => annotations)
  expect(told).toMatchObject([
    { index: 0, type: 'url_citation', url_citation: { url: URL_A } },
    { index: 1, type: 'url_citation', url_citation: { url: URL_B } },
  ])
  expect(deltas.every(({ value }) => typeof value === 'string')).toBe(true)
})

test('a secret in an address is left out', async () => {
  const key = 'sk-bench-0123456789abcdef'
  const it = await newEndpointApp(
    [sse(chunk({ content: 'Shut.' }), frame({ citations: [`${URL_A}?key=${key}`] }), STOP)],
    { modelApiKey: key },
  )
  await it.run()
  const list = await it.app.request('GET', `/v1/threads/${it.thread.id}/messages`)
  expect(await list.text()).not.toContain(key)
})
