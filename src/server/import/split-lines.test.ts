import fc from 'fast-check'
import { expect, test } from 'vitest'

import { splitLines } from './split-lines.ts'

const encoder = new TextEncoder()
const decoder = new TextDecoder()

/** Cuts bytes at the given places, so that lines and characters fall apart. */
async function* cut(bytes: Uint8Array, sizes: number[]) {
  let start = 0
  for (const size of sizes) {
    yield bytes.subarray(start, start + size)
    start += size
  }
  yield bytes.subarray(start)
}

const linesOf = async (bytes: Uint8Array, sizes: number[], limit = 1000) => {
  const lines: (string | undefined)[] = []
  for await (const line of splitLines(cut(bytes, sizes), limit)) {
    expect(line.number).toBe(lines.length + 1)
    lines.push(line.bytes && decoder.decode(line.bytes))
  }
  return lines
}

test('any cut of the bytes gives the same lines', async () => {
  const line = fc.string({ unit: 'grapheme' }).map((text) => text.replaceAll('\n', ''))
  await fc.assert(
    fc.asyncProperty(fc.array(line), fc.array(fc.nat(9)), async (lines, sizes) => {
      const text = lines.map((each) => `${each}\n`).join('')
      expect(await linesOf(encoder.encode(text), sizes)).toEqual(lines)
    }),
  )
})

test('a last line without a line feed counts, an end after one does not', async () => {
  expect(await linesOf(encoder.encode('a\nb'), [])).toEqual(['a', 'b'])
  expect(await linesOf(encoder.encode('a\nb\n'), [])).toEqual(['a', 'b'])
  expect(await linesOf(encoder.encode(''), [])).toEqual([])
})

test('a line over the limit is named but not held, and the next is whole', async () => {
  const bytes = encoder.encode(`ok\n${'x'.repeat(50)}\nafter\n`)
  expect(await linesOf(bytes, [5, 10, 10, 10], 20)).toEqual(['ok', undefined, 'after'])
})

test('a line as long as the limit is held', async () => {
  const line = 'x'.repeat(20)
  expect(await linesOf(encoder.encode(`${line}\n${line}x\n`), [7, 13], 20)).toEqual([
    line,
    undefined,
  ])
})
