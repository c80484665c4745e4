import { describe, expect, it } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'

import { endFences } from './ended-fences.ts'
import { blocksOf } from './split-document.ts'
import { splitDocument } from './split.ts'

const shown = (text: string) =>
  blocksOf(splitDocument(text)).map((node) =>
    node.type === 'code' ? `${node.lang ?? ''}: ${node.value}` : node.type,
  )

describe('endFences', () => {
  it.each<[string, string[]]>([
    [
      '```bash\nnpm install```\n\nThen **restart**.\n\n```bash\nnpm start\n```\n\nEnd.',
      ['bash: npm install', 'paragraph', 'bash: npm start', 'paragraph'],
    ],
    ['```bash\nnpm install ```\n\nEnd.', ['bash: npm install', 'paragraph']],
    ['1. Run:\n   ```bash\nnpm ci\n   ```\n2. Then stop.', ['list']],
    ['- Run:\n  ```bash\nnpm ci\n  ```\n\nEnd.', ['list', 'paragraph']],
  ])('what follows is no code: %j', (text, blocks) => expect(shown(text)).toEqual(blocks))

  it('code of an item stands in it as it was written', () => {
    const item = '1. Run:\n   ```sh\nif a\n  b\n   ```\n2. Stop.'
    expect(endFences(item)).toBe('1. Run:\n   ```sh\n   if a\n     b\n   ```\n2. Stop.')
  })

  it.each([
    '```js\nlet a = `x```\nb\n```\n\nEnd.',
    '```\na ``` b\n```',
    '````md\na```\n````',
    '1. Run:\n   ```sh\n   a\n   ```',
    '    ```\nno code\n    ```',
    'words ```',
    '```js\na\n```\n\nb```\nc',
  ])('leaves alone what ends as it is written: %j', (text) => expect(endFences(text)).toBe(text))

  it.each([
    ['fences', '```\n', (text: string) => text],
    ['glued fences', 'a```\n', (text: string) => `\`\`\`\`\n${text}`],
    ['indented fences', '  ```\na\n', (text: string) => text],
    ['blanks', ' ', (text: string) => `\`\`\`\na${text}\`\`\`x`],
    ['backticks', '`', (text: string) => `\`\`\`\na${text}x`],
  ])('takes no longer than by length: %s', (_, piece, around) => {
    expect(growthOf(piece, (repeated) => endFences(around(repeated)))).toBeLessThan(SQUARE)
  })
})
