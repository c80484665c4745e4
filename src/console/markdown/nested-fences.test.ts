import { describe, expect, it } from 'vitest'

import { nestFences } from './nested-fences.ts'
import { blocksOf } from './split-document.ts'
import { splitDocument } from './split.ts'

const codes = (text: string) =>
  blocksOf(splitDocument(text)).map((node) => (node.type === 'code' ? node.value : node.type))

describe('nestFences', () => {
  it.each([
    [
      '```markdown\n# T\n```js\nlet a\n```\nmore\n```\nafter',
      ['# T\n```js\nlet a\n```\nmore', 'paragraph'],
    ],
    ['```md\n```js\na\n```\n\n```py\nb\n```\n```', ['```js\na\n```\n\n```py\nb\n```']],
    ['~~~markdown\n~~~sh\na\n~~~\n~~~\nx', ['~~~sh\na\n~~~', 'paragraph']],
    [
      '```markdown\n````md\n```js\na\n```\n````\n```\nx',
      ['````md\n```js\na\n```\n````', 'paragraph'],
    ],
    ['```markdown\n# T\n```js\nstill written', ['# T\n```js\nstill written']],
    ['````markdown\n```js\na\n```\n````\nx', ['```js\na\n```', 'paragraph']],
    ['```Markdown title\n```js\na\n```\n```', ['```js\na\n```']],
  ])('keeps the inner fences of Markdown in one piece: %j', (text, blocks) => {
    expect(codes(text)).toEqual(blocks)
  })

  it.each([
    '```markdown\n# T\n```\nafter',
    '```js\n```markdown\n```\nb',
    '```text\n```js\n```\nb',
    'a ```markdown b',
    '```mdate\n```js\n```',
    '```markdown\n~~~js\na\n~~~\n```\nb',
  ])('leaves alone what does not need it: %j', (text) => expect(nestFences(text)).toBe(text))
})
