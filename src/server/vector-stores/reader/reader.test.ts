import { afterEach, expect, test } from 'vitest'

import { pdfOf, pdfWith } from '#testing/documents.ts'

import { READER_LIMITS, Reader } from './reader.ts'

let reader: Reader | undefined
afterEach(() => reader?.close())

const chunking = { max_chunk_size_tokens: 4096, chunk_overlap_tokens: 0 }
const reading = async (pdf: Uint8Array, page: number) => {
  reader = new Reader({ ...READER_LIMITS, page })
  const texts: string[] = []
  const file = { filename: 'a.pdf', bytes: pdf.byteLength, chunking }
  const pieces = (async function* () {
    yield pdf
  })()
  const take = async (chunks: { text: string }[]) => {
    texts.push(...chunks.map(({ text }) => text))
  }
  await reader.read(file, pieces, take, new AbortController().signal)
  return texts.join('')
}

test.runIf(process.platform === 'linux')(
  'a page that opens states without end is given up, and says so',
  async () => {
    // Twenty minutes of the processor and more.
    await expect(reading(pdfWith('q '.repeat(200_000)), 1000)).rejects.toMatchObject({
      name: 'Unreadable',
      code: 'invalid_file',
      message: 'Page 1 of the file takes too much work to read: at most 1 s of the processor.',
    })
  },
)

test('a PDF whose pages take longer together is read', async () => {
  const lines = Array.from({ length: 900 }, (_, at) => `line ${at}`)
  expect(await reading(pdfOf(...lines), 500)).toContain('line 899')
})
