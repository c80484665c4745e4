import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { html } from '#testing/drawn.tsx'
import { visibleText } from '#testing/markup.tsx'

import { plainMarkdown } from './plain-markdown.ts'

test.each([
  ['Two seats in **row 6**, by the _window_.', 'Two seats in row 6, by the window.'],
  ['The same:\n\n```python\nimport hmac\n```\nand more', 'The same: import hmac and more'],
  [
    'Try `modprobe -r iwlwifi` and [tell me](https://x.example/a)',
    'Try modprobe -r iwlwifi and tell me',
  ],
  ['# Refund\n- first\n- second\n\n> said', 'Refund first · second said'],
  ['1. one\n2. two\n   - deep', 'one · two deep'],
  ['12. Dezember wurde geliefert.', '12. Dezember wurde geliefert.'],
  ['25. April\n27. May', '25. April · 27. May'],
  ['| Item | Paid |\n|---|---|\n| Fare<br>x | 6,480 |', 'Item Paid Fare x 6,480'],
  [
    'The load is $A = 320 \\cdot \\tfrac{4}{60} \\approx 21.3$ Erlang',
    'The load is A = 320 · 4/60 ≈ 21.3 Erlang',
  ],
  ['$$ (88 - 23.5) \\times 2 = 2\\,031 $$ So', '(88 - 23.5) × 2 = 2031 So'],
  ['So $x = \\frac{-b \\pm \\sqrt{b^2-4ac}}{2a}$ holds', 'So x = (-b ± √(b^2-4ac))/2a holds'],
  ['PID is $$ in bash: `echo $$`', 'PID is $$ in bash: echo $$'],
  ['| A | P |\n|-|-|\n| Bistro | $$ |\n| Grill | $$ |', 'A P Bistro $$ Grill $$'],
  ['So $$\nx_1 = \\frac{a}{b}\n$$ and $$x$$', 'So x_1 = a/b and x'],
  ['So\n\n$$\nx_1 = \\frac{a}{b}', 'So x_1 = a/b'],
  ['$$\\int_{-\\infty}^{\\infty} f = \\sqrt{\\pi}$$', '∫_-∞^∞ f = √(π)'],
  ['\\[\\sum_{n=0}^{\\infty} \\frac{a_{n}}{n!} = 1\\]', '∑_n=0^∞ a_n/n! = 1'],
  ['\\(a_1 + b_1 = c\\) holds', 'a_1 + b_1 = c holds'],
  ['$\\constructor_1 = \\toString 2 \\valueOf$', '_1 = 2'],
  [
    'So\n\\begin{align}\na &= b \\\\\nc &= \\frac{d}{2}\n\\end{align}\nholds',
    'So a = b c = d/2 holds',
  ],
  ['$$\\begin{aligned}a&=b\\\\[2pt]c&=d\\end{aligned}$$', 'a =b c =d'],
  ['\\[\\begin{pmatrix}1 & 2\\\\3 & 4\\end{pmatrix}\\]', '1 2 3 4'],
  ['\\begin{array}{cc}a & b\\end{array}', 'a b'],
  ['\\begin{equation*}x_1 = 2', 'x_1 = 2'],
  ['\\begin{document}', '\\begin{document}'],
  ['Due【6:0†fare-rules.md】, the **bag【6:1†b】** too', 'Due, the bag too'],
  ['![a plan](https://x.example/p.png) see', 'a plan see'],
  ['含**「重点」**内容，~~旧~~', '含「重点」内容，旧'],
  ['one  \ntwo\nthree', 'one two three'],
  ['- [ ] open\n- [x] done', 'open · done'],
  ['It is so[^1].\n\n[^1]: note', 'It is so. note'],
  ['```js\nunclosed', 'unclosed'],
  ['***', '***'],
  ['[1]: http://a.example', '[1]: http://a.example'],
  ['&lt;b&gt; &amp; c', '<b> & c'],
  // Code stands as it is written.
  [
    'So\n\n```py\n$a_1 = \\frac{b}{c}$ **你好**【1:2†f】\n```\nend',
    'So $a_1 = \\frac{b}{c}$ **你好**【1:2†f】 end',
  ],
  ['Set `$x_1 = \\frac{b}{c}$` **now**', 'Set $x_1 = \\frac{b}{c}$ now'],
  ['> ~~~\n> __init__\n> ~~~\n> **b**', '__init__ b'],
  ['a\u0001b **c**', 'ab c'],
])('%j', (markdown, plain) => {
  expect(plainMarkdown(markdown)).toBe(plain)
})

test.each([
  'snake_case_name and 2 * 3 * 4',
  '2*3*4 = 24 and 2**3**2',
  'a < b && c > d',
  'it costs 5 - 3',
  'between $5 and $6, or US$ 7 = $8',
  'C# and #refund',
  '3~5 天，酒店预订 · 北京',
  'Price range: $$ - $$$. Another: $$–$$$.',
  'Save $$ on shipping! Earn $$$ daily! Get $$!',
  'He paid $$ and $$ again',
  'AS $$ BEGIN RETURN 1; END; $$ LANGUAGE',
  '$$HOME and $$PATH',
])('leaves what is no mark: %s', (text) => expect(plainMarkdown(text)).toBe(text))

test('fails for no text, and empties none', () => {
  const text = fc.string({
    unit: fc.constantFrom(...Array.from('ab *_`~#[]()<>|\\$&!-=\n1.>:+'), '```', '$$', '【1:0†x】'),
  })
  fc.assert(
    fc.property(text, (markdown) => {
      const line = plainMarkdown(markdown)
      expect(line).not.toMatch(/\n|^\s|\s$/)
      if (markdown.replaceAll('【1:0†x】', '').trim() !== '') expect(line).not.toBe('')
    }),
    { numRuns: 300 },
  )
  expect(plainMarkdown('>'.repeat(1_000))).not.toBe('')
})

test('emphasis is read as the page reads it', () => {
  const text = fc.string({
    unit: fc.constantFrom(
      '*',
      '**',
      '_',
      '2',
      '3',
      'a',
      'b',
      '京',
      '「',
      '」',
      ' ',
      '.',
      ')',
      '~~',
    ),
    maxLength: 24,
  })
  fc.assert(
    // What begins with a word is no list and no line.
    fc.property(text, (written) => {
      const markdown = `So ${written}`
      expect(plainMarkdown(markdown)).toBe(
        visibleText(html(markdown)).replaceAll(/\s+/g, ' ').trim(),
      )
    }),
    { numRuns: 500 },
  )
})

test('of a part of a text, emphasis is left out that may begin or end beyond it', () => {
  expect(plainMarkdown('重点**「京」はい**东')).toBe('重点「京」はい东')
  expect(plainMarkdown('重点**「京」は', { isPart: true })).toBe('重点「京」は')
  expect(plainMarkdown('重点**「京」は')).toBe('重点**「京」は')
})
