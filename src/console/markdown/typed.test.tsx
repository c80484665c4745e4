import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import type { Annotation } from '#contract/message.ts'
import { markupOf, visibleText } from '#testing/markup.tsx'

import { typedBlocks } from './typed.ts'
import { TypedText } from './TypedText.tsx'

const html = (text: string, annotations: Annotation[] = []) =>
  markupOf(<TypedText text={text} annotations={annotations} />)

const fences = (text: string) =>
  typedBlocks(text).map((block) =>
    block.kind === 'code' ? [block.language, block.code] : block.text,
  )

describe('a typed text', () => {
  it.each([
    'My password is a*b*c_d_e',
    '__init__.py and **kwargs',
    String.raw`\\server\share\*.txt and C:\new\[1]`,
    '# not a heading',
    '1. x\n7. y\n- z\n> quoted',
    '  Traceback (most recent call last):\n    File "<stdin>", line 1, in <module>\n\tat x',
    'name      price\n-----     -----\nbread      3.50',
    'a\n\n\n\nb   c  ',
    '[1]: http://x.example "t"\n[](u) ![](v) [^1]: w',
    '&nbsp; &amp; &#65; <b>bold</b> <!-- c -->',
    '$x^2$ \\(y\\) | a | b |\n|---|---|',
    '~~gone~~ `code` ***\n===\n---',
    '    four spaces in front',
    'مرحبا\nhello\n你好',
  ])('stands as it is: %j', (text) => {
    const markup = html(text)
    expect(visibleText(markup)).toBe(text)
    expect(markup).not.toMatch(/<(?!\/?(?:div|a)\b)/)
  })

  it('keeps every character, whatever it is, where there is no fence', () => {
    const typed = fc.string({
      unit: fc.constantFrom(...Array.from('ab*_#[]()!<>&"\'\\|~$ \n\t.:/-1。“')),
    })
    fc.assert(
      fc.property(typed, (text) => {
        fc.pre(!text.includes('~~~'))
        expect(typedBlocks(text)).toEqual([{ kind: 'text', text }])
        expect(visibleText(html(text))).toBe(text)
      }),
      { numRuns: 200 },
    )
  })

  it('has links to what stands in it', () => {
    const markup = html(
      'see https://a.example/b_c_d（x）or mailto:x@y.example, javascript:alert(1)',
    )
    expect(markup.match(/<a /g)).toHaveLength(2)
    expect(markup).toContain('href="https://a.example/b_c_d"')
    expect(markup).toContain('href="mailto:x@y.example"')
  })

  it.each([
    ['a\n```js\nlet a\n```\nb', ['a', ['js', 'let a'], 'b']],
    ['```\nopen\n  to the end', [['', 'open\n  to the end']]],
    ['~~~ py title\n```\n~~~~  ', [['py', '```']]],
    ['~~~strike~~~ and more\nrest', ['~~~strike~~~ and more\nrest']],
    ['````md\n```js\nx\n```\n````', [['md', '```js\nx\n```']]],
    ['  ```\n  a\n    b\n ```', [['', 'a\n  b']]],
    ['    ```\nx', ['    ```\nx']],
    ['``` a`b\nx', ['``` a`b\nx']],
    ['```x```', ['```x```']],
    ['```\na\n``` b\n```', [['', 'a\n``` b']]],
    ['```\r\na\r\n```\r\nb\rc', [['', 'a'], 'b\nc']],
    ['```', [['', '']]],
  ])('shows fenced code as code: %j', (text, blocks) => {
    expect(fences(text)).toEqual(blocks)
  })

  it('shows what stands behind the language of a fence', () => {
    expect(visibleText(html('```js title="app.js"\nlet a\n```'))).toContain('title="app.js"')
  })

  it('is laid out in parts where it is long, of which none changes as more is shown', () => {
    const text = Array.from({ length: 1_000 }, (_, line) => `line ${line}`).join('\n')
    const parts = typedBlocks(text)
    expect(parts.length).toBeGreaterThan(20)
    const fewer = typedBlocks(text.slice(0, 3_000))
    expect(parts.slice(0, fewer.length - 1)).toEqual(fewer.slice(0, -1))
    expect(fences(text).join('\n')).toBe(text)
  })

  it('keeps its annotations', () => {
    const text = 'As *told*【4:0†rules.md】, see https://a.example/x【4:1†b.md】'
    const annotations = ['【4:0†rules.md】', '【4:1†b.md】'].map((part): Annotation => ({
      type: 'file_citation',
      text: part,
      start_index: text.indexOf(part),
      end_index: text.indexOf(part) + part.length,
      file_citation: { file_id: `file-${part}` },
    }))
    const markup = html(text, annotations)
    expect(visibleText(markup)).toBe('As *told*1, see https://a.example/x2')
    expect(markup).toContain('href="https://a.example/x"')
  })
})
