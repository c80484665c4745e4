import { describe, expect, it } from 'vitest'

import { CreateMessageRequest } from '#contract/message.ts'

import { imageUrlProblem, likelyTools, roomLeft, sendProblems } from './draft-limits.ts'
import { toMessageRequest } from './draft-request.ts'
import { type Draft, emptyDraft, movePart, removePart, setUpload, toggleTool } from './draft.ts'
import { pastedFiles } from './pasted-files.ts'

const done = (name: string, fileId: string) => ({
  name,
  bytes: 10,
  sent: 10,
  state: 'done' as const,
  fileId,
})

const text = (value: string): Draft => ({
  ...emptyDraft(),
  parts: [{ key: 'text', type: 'text', text: value }],
})

const full: Draft = {
  role: 'user',
  parts: [
    { key: 'text', type: 'text', text: 'Look' },
    { key: 'a', type: 'image', detail: 'high', url: 'https://example.com/a.png' },
    { key: 'b', type: 'image', detail: 'auto', upload: done('b.png', 'file-b') },
  ],
  attachments: [{ key: 'c', upload: done('c.pdf', 'file-c'), tools: ['file_search'] }],
  metadata: [{ key: 'channel', value: 'web' }],
}

describe('toMessageRequest', () => {
  it('sends a lone text as a string', () => {
    expect(toMessageRequest(text('Hello'))).toEqual({ role: 'user', content: 'Hello' })
  })

  it('keeps the order of parts and gives files their tools', () => {
    const request = toMessageRequest(movePart(full, 'b', -1))
    expect(request).toEqual({
      role: 'user',
      content: [
        { type: 'text', text: 'Look' },
        { type: 'image_file', image_file: { file_id: 'file-b', detail: 'auto' } },
        { type: 'image_url', image_url: { url: 'https://example.com/a.png', detail: 'high' } },
      ],
      attachments: [{ file_id: 'file-c', tools: [{ type: 'file_search' }] }],
      metadata: { channel: 'web' },
    })
    expect(CreateMessageRequest.safeParse(request).success).toBe(true)
  })

  it('leaves out a text that is empty beside an image', () => {
    const draft = { ...full, parts: full.parts.map((part) => ({ ...part, text: '' })) }
    expect(toMessageRequest(draft).content).toHaveLength(2)
  })
})

describe('a draft', () => {
  it('moves parts, and not beyond either end', () => {
    const keys = (draft: Draft) => draft.parts.map(({ key }) => key).join('')
    expect(keys(movePart(full, 'a', -1))).toBe('atextb')
    expect(movePart(full, 'text', -1)).toBe(full)
    expect(movePart(full, 'b', 1)).toBe(full)
  })

  it('always keeps a text to write in', () => {
    expect(removePart(full, 'text').parts[0]).toEqual({ key: 'text', type: 'text', text: '' })
  })

  it('puts the progress of an upload where the file is', () => {
    const sent = { ...done('b.png', 'file-b'), sent: 3, state: 'uploading' as const }
    expect(setUpload(full, 'b', sent).parts[2]).toMatchObject({ upload: { sent: 3 } })
    expect(setUpload(full, 'c', sent).attachments[0]).toMatchObject({ upload: { sent: 3 } })
  })

  it('names the tools of a file in one order', () => {
    const both = toggleTool(full, 'c', 'code_interpreter')
    expect(both.attachments[0]?.tools).toEqual(['file_search', 'code_interpreter'])
    expect(toggleTool(both, 'c', 'file_search').attachments[0]?.tools).toEqual(['code_interpreter'])
  })
})

describe('sendProblems', () => {
  it('finds none in a whole message', () => {
    expect(sendProblems(full)).toEqual([])
  })

  it.each<[string, Draft, string]>([
    ['nothing', emptyDraft(), 'Write a message first.'],
    ['only files', { ...full, parts: emptyDraft().parts }, 'Write a message to go with the files.'],
    ['too much', text('x'.repeat(256_001)), 'The text is 1 character over the limit of 256,000.'],
    [
      'an upload under way',
      setUpload(full, 'c', { ...done('c.pdf', 'file-c'), state: 'uploading' }),
      'Files are uploading.',
    ],
    [
      'an upload that failed',
      setUpload(full, 'c', { ...done('c.pdf', 'file-c'), state: 'failed' }),
      'Retry or remove the files that failed to upload.',
    ],
    ['a file without a tool', toggleTool(full, 'c', 'file_search'), 'Choose a tool for c.pdf.'],
    ['a nameless key', { ...full, metadata: [{ key: '', value: 'x' }] }, 'Mend the metadata.'],
  ])('tells of %s', (_, draft, problem) => {
    expect(sendProblems(draft)).toEqual([problem])
  })

  it('takes exactly 256,000 characters, counted as the server does', () => {
    expect(sendProblems(text('x'.repeat(256_000)))).toEqual([])
    const emoji = '🧵'.repeat(256_000)
    expect(sendProblems(text(emoji))).toEqual([])
    expect(CreateMessageRequest.safeParse(toMessageRequest(text(emoji))).success).toBe(true)
    expect(sendProblems(text(`${emoji}x`))).toHaveLength(1)
  })

  it('takes as many files for code interpreter as that does', () => {
    const files = (count: number): Draft => ({
      ...full,
      attachments: Array.from({ length: count }, (_, at) => ({
        key: `${at}`,
        upload: done(`${at}.csv`, `file-${at}`),
        tools: ['code_interpreter'],
      })),
    })
    expect(sendProblems(files(20))).toEqual([])
    expect(sendProblems(files(21))).toEqual(['21 files are for code interpreter, which takes 20.'])
  })
})

it('counts what is too much together, in characters as the wire does', () => {
  const five = (each: string): Draft => ({
    ...full,
    parts: Array.from({ length: 5 }, (_, at) => ({ type: 'text', key: `t${at}`, text: each })),
  })
  expect(sendProblems(five('🧵'.repeat(204_800)))).toEqual([])
  expect(sendProblems(five('x'.repeat(204_801)))).toEqual([
    'All texts together are 5 characters over the limit of 1,024,000.',
  ])
})

it('counts only near the limit', () => {
  expect(roomLeft('x'.repeat(1000))).toBeUndefined()
  expect(roomLeft('🧵'.repeat(200_000))).toBeUndefined()
  expect(roomLeft('🧵'.repeat(255_000))).toEqual({ over: false, words: '1,000 characters left' })
  expect(roomLeft('x'.repeat(255_000))).toEqual({ over: false, words: '1,000 characters left' })
  expect(roomLeft('x'.repeat(256_001))).toEqual({
    over: true,
    words: '1 character over the limit',
  })
})

it.each([
  ['https://example.com/a.png', undefined],
  [' http://example.com/a.png ', undefined],
  ['javascript:alert(1)', 'Only http and https addresses can be used.'],
  ['data:image/png;base64,AAAA', 'Only http and https addresses can be used.'],
  ['example.com/a.png', 'This is not a whole address. Begin with https://.'],
  ['https://x y', 'An address has no blanks. Write %20 for each.'],
  ['https://example.com/a cat.png', 'An address has no blanks. Write %20 for each.'],
  ['', 'Enter the address of an image.'],
])('judges the address %j', (url, problem) => {
  expect(imageUrlProblem(url)).toBe(problem)
})

it('guesses the tools of a file by its name', () => {
  expect(likelyTools('rules.PDF')).toEqual(['file_search'])
  expect(likelyTools('settings.yaml')).toEqual(['file_search'])
  expect(likelyTools('lines.jsonl')).toEqual(['file_search'])
  // Word and PowerPoint of old are not read.
  expect(likelyTools('letter.doc')).toEqual(['code_interpreter'])
  expect(likelyTools('slides.ppt')).toEqual(['code_interpreter'])
  expect(likelyTools('receipts.csv')).toEqual(['code_interpreter'])
})

describe('pastedFiles', () => {
  const data = (names: string[], plain: string) => ({
    // The list of a browser, as far as it is used.
    files: names.map((name) => new File(['x'], name)) as unknown as FileList,
    getData: () => plain,
  })

  it('takes a screenshot, and files whose names come along as text', () => {
    expect(pastedFiles(data(['image.png'], ''))).toHaveLength(1)
    expect(pastedFiles(data(['a.pdf', 'b.pdf'], '/home/me/a.pdf\nb.pdf'))).toHaveLength(2)
  })

  it('leaves text that a picture of it comes along with', () => {
    expect(pastedFiles(data(['image.png'], 'Fare\t6,480'))).toEqual([])
  })
})
