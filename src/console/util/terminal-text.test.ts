import { expect, test } from 'vitest'

import { terminalText } from './terminal-text.ts'

test.each([
  ['\u001B[1;31mred\u001B[0m and \u001B[38;2;1;2;3mmore\u001B[m', 'red and more'],
  ['\u001B]8;;https://a.example\u0007link\u001B]8;;\u0007', 'link'],
  ['\u001B]0;title\u001B\\text', 'text'],
  ['\u001B(Bplain\u001B=\u001B[?25l\u001B[2K', 'plain'],
  ['\u009B31mred', 'red'],
  ['cut \u001B[3', 'cut '],
  ['cut \u001B', 'cut '],
])('codes of a terminal are not shown: %j', (text, shown) => {
  expect(terminalText(text)).toBe(shown)
})

test('what was written over stands on lines of its own', () => {
  expect(terminalText('10%\r20%\r100%\r\ndone\r\r\n')).toBe('10%\n20%\n100%\ndone\n')
})

test.each(['a[31m b', 'arr[0m]', '', 'let a = "\\u001b[0m"\n\tb'])('%j stays as it is', (text) => {
  expect(terminalText(text)).toBe(text)
})

test.each([`${'\u001B]'.repeat(100_000)}`, `\u001B[${'1;'.repeat(200_000)}`, '\r'.repeat(200_000)])(
  'costs no more than its length',
  (text) => {
    const start = process.threadCpuUsage().user
    terminalText(text)
    expect((process.threadCpuUsage().user - start) / 1000).toBeLessThan(500)
  },
)
