import { describe, expect, it } from 'vitest'

import { cite, html } from '#testing/drawn.tsx'
import { visibleText } from '#testing/markup.tsx'

describe('nothing that was written is invisible', () => {
  it.each([
    '[1]: http://example.org "x"',
    '[1]: http://example.org "x"\n[2]: <http://b.example>',
    '- [a]: http://example.org',
    '[^1]: a note that nothing refers to',
    '![](x)',
    '![a plan](attachment:plan.png)',
    '[](url)',
    '[ ](<> "title")',
    '<!-- a comment -->',
    '<div hidden>x</div>',
    '#',
    '>',
    'word\n\n>\n\nword',
  ])('%j stands as it was written', (text) => {
    const shown = visibleText(html(text)).replaceAll(/\s/g, '')
    const wanted = text.replace(/^- /, '').replaceAll(/\s/g, '')
    expect(shown).toBe(wanted)
  })

  it.each([
    ['a\n\n&nbsp;\n\nb', '&amp;nbsp;'],
    ['&#8203;', '&amp;#8203;'],
  ])('%j: signs that are drawn as nothing, too', (text, shown) => {
    expect(html(text)).toContain(shown)
  })

  it('a link without words shows where it leads', () => {
    expect(visibleText(html('see [](https://a.example/b)'))).toBe('see https://a.example/b')
    expect(visibleText(html('see [ ](https://a.example/b)'))).toBe('see https://a.example/b')
  })

  it('definitions that are used stay out of the text, second ones of a label do not', () => {
    expect(visibleText(html('[a][1] b[^n]\n\n[1]: http://a.example\n\n[^n]: note'))).toBe(
      'a b1note',
    )
    const text = '[a][1]\n\n[1]: http://a.example\n[1]: http://b.example'
    expect(visibleText(html(text))).toBe('a[1]: http://b.example')
  })

  it.each([
    ['a[^1] b\n\n[^1]: note\n\nc', 'a1 bcnote'],
    ['[^1]: note\n\n# b\n\na[^1]', 'ba1note'],
    ['a[^n] b[^n]\n\n[^n]: one\n\n    two\n\n- c\n\nd', 'a1 b1cdonetwo'],
    ['a[^b]\n\n[^a]: note a\n[^b]: note b\n\nc[^a]', 'a1c2note bnote a'],
    ['甲[^注]\n\n[^注]: 说明\n\n乙', '甲1乙说明'],
    ['- a[^1]\n\n  [^1]: note\n\nb', 'a1bnote'],
    ['[a][1]\n\n[1]: http://a.example\n\n# b', 'ab'],
    ['[a][1]\n\n# b\n\n[1]: http://a.example\n\n# c\n\nd', 'abcd'],
  ])('definitions stand once, wherever they are: %j', (text, shown) => {
    expect(visibleText(html(text)).replaceAll('\n', '')).toBe(shown)
  })

  it('definitions wait while the text is written, for what may use them', () => {
    expect(visibleText(html('[1]: http://a.example\n\nword ', [], true))).toBe('word')
  })

  it('cells beyond the columns of a table, and what stands behind a language', () => {
    expect(visibleText(html('| a |\n|---|\n| 1 | 2 | 3 |'))).toBe('a123')
    expect(visibleText(html('```js title="app.js"\nlet a\n```'))).toContain('title="app.js"')
  })

  it('marks keep their places in what is shown as written', () => {
    const text = '[1]: http://a.example "see【1†a】"'
    expect(visibleText(html(text, [cite(text, '【1†a】')]))).toContain(
      '[1]: http://a.example "see1"',
    )
  })
})
