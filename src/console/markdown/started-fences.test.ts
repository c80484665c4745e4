import { describe, expect, it } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'

import { blocksOf } from './split-document.ts'
import { splitDocument } from './split.ts'
import { startFences } from './started-fences.ts'

const shown = (text: string) =>
  blocksOf(splitDocument(text)).map((node) =>
    node.type === 'code' ? `${node.lang ?? ''}: ${node.value}` : node.type,
  )

describe('startFences', () => {
  it.each([
    [
      'Here it is: ```js\nlet a\n\nlet b\n```\nafter',
      ['paragraph', 'js: let a\n\nlet b', 'paragraph'],
    ],
    ['Run:```sh\nls\n```', ['paragraph', 'sh: ls']],
    ['In `a.js`: ```js\nlet a\n```', ['paragraph', 'js: let a']],
    ['The output: ```\na\n```\nafter', ['paragraph', ': a', 'paragraph']],
    ['输出：```\na\n```', ['paragraph', ': a']],
    [
      'One: ```js\na\n```\n\nand two: ```py\nb\n```\nafter',
      ['paragraph', 'js: a', 'paragraph', 'py: b', 'paragraph'],
    ],
    ['To begin, type ```js\nso: ```py\nb\n```\nafter', ['paragraph', 'py: b', 'paragraph']],
    ['Look: ````md\n```js\na\n```\n````', ['paragraph', 'md: ```js\na\n```']],
    ['- item ```js\na\n```\nafter', ['list', 'js: a', 'paragraph']],
  ])('code begins on a line of its own, and the rest of the answer is none: %j', (text, blocks) =>
    expect(shown(text)).toEqual(blocks),
  )

  it('code that stands in an item stays in it', () => {
    expect(startFences('1. Run: ```sh\n   ls\n   ```\n2. And: ```sh\n   pwd\n   ```')).toBe(
      '1. Run:\n   ```sh\n   ls\n   ```\n2. And:\n   ```sh\n   pwd\n   ```',
    )
    expect(startFences('- a\n\n  Run: ```sh\n  ls\n  ```')).toBe(
      '- a\n\n  Run:\n  ```sh\n  ls\n  ```',
    )
  })

  it.each([
    'To begin code, type ```js',
    'To begin code, type ```js\n\nSo:\n\n```\nb\n```\nmore',
    'To begin code, type ```js\nas here:\n```js\nb\n```\nmore',
    'a ```js b``` c',
    'one ```js\ntwo``` three',
    'one ```js\ntwo``` three\n```\nb\n```\nmore',
    '```\nsome words ```js\n```',
    '~~~\nsome words ```js\n~~~\n```\nb\n```',
    'words ```\nlet a\n```',
    'words ```js\nlet a\n      ```',
    '> words ```js\n```\na\n```',
  ])('leaves alone what is no such code: %j', (text) => expect(startFences(text)).toBe(text))

  it.each([
    ['fences', 'a ```', (text: string) => text],
    ['backticks', '`', (text: string) => `a${text}`],
    ['blanks before one', ' ', (blanks: string) => `a${blanks}\`\`\`js\nb\n\`\`\``],
    ['blanks behind one', ' ', (blanks: string) => `a \`\`\`js\n\`\`\`${blanks}x`],
    ['blanks between', ' ', (blanks: string) => `\`\`\`${blanks}\``],
  ])('reads %s no longer than there are', (_, unit, textOf) => {
    expect(growthOf(unit, (text) => startFences(textOf(text)))).toBeLessThan(SQUARE)
  })
})
