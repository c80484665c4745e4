import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { growthOf, SQUARE } from '#testing/growth.ts'

import { formulaWords, readMarkdown, withoutMarks } from './read-markdown.ts'

test.each([
  ['A seat in **row 9** by the _aisle_', 'A seat in row 9 by the aisle'],
  ['So:\n\n```sh\nmodprobe -r iwlwifi\n```\nThen wait', 'So: sh modprobe -r iwlwifi Then wait'],
  ['Use `curl` or [ask](https://x.example/a)', 'Use curl or ask'],
  ['## Returns\n- first\n    - deeper\n2. second\n> said', 'Returns first deeper second said'],
  ['Left **open', 'Left **open'],
  ['A puf\ufefffin  nest', 'A puf\ufefffin nest'],
  ['The load $A = 320 \\cdot \\tfrac{4}{60}$ holds', 'The load A = 320 460 holds'],
  ['$$ 2 \\times 2\\,031 $$ So', '2 2031 So'],
  ['| Item | Paid |\n|---|---|\n| Fare | 6,480 |', 'Item Paid Fare 6,480'],
])('%j', (markdown, words) => expect(withoutMarks(markdown)).toBe(words))

test.each(['snake_case_name and 2 * 3 * 4', 'between $5 and $6, or US$ 7 = $8', 'C# and #refund'])(
  'leaves what is no mark: %s',
  (text) => expect(withoutMarks(text)).toBe(text),
)

const MANUAL = 'https://x.example/guide/zpath'

test.each([
  [`See [the manual](${MANUAL}) now`, 'See the manual now', [MANUAL]],
  [`See [it](${MANUAL} "z title")`, 'See it', [MANUAL, 'z title']],
  [
    `[a](<${MANUAL}> 'z') [b](https://x.example/b_(c))`,
    'a b',
    [MANUAL, 'z', 'https://x.example/b_(c)'],
  ],
  // What is drawn counts once.
  [`[${MANUAL}](${MANUAL}) <${MANUAL}> ${MANUAL}`, `${MANUAL} ${MANUAL} ${MANUAL}`, []],
  ['[x.example](https://x.example)', 'x.example', []],
  // A link that nobody can follow has its address in view, an image that cannot be fetched its source.
  ['[a](./zpath "z")', 'a (./zpath “z”)', []],
  ['![z](a.png)', '![z](a.png)', []],
  [`![z alt](${MANUAL} "z title") end`, 'end', ['z alt', MANUAL, 'z title']],
  [`[![z alt](https://i.example/z)](${MANUAL})`, '', ['z alt', 'https://i.example/z', MANUAL]],
  [
    `[a][zref] and [Zref][]\n\n[zref]: ${MANUAL} "z"`,
    'a and Zref',
    [MANUAL, 'z', 'zref', MANUAL, 'z'],
  ],
  [`[zref]: ${MANUAL}`, `[zref]: ${MANUAL}`, []],
  ['So[^znote].\n\n[^znote]: as said', 'So. as said', ['znote']],
  ['[^znote]: as said', '[^znote]: as said', []],
  [
    '<div class="zclass">x</div> <!-- zcomment -->',
    '<div class="zclass">x</div> <!-- zcomment -->',
    [],
  ],
  ['[plot](sandbox:/z.png)', 'plot', ['sandbox:/z.png']],
])('%j is drawn as %j, and found by %j', (markdown, drawn, undrawn) =>
  expect(
    readMarkdown(markdown, { draw: (tex) => tex, isFile: (at) => at === 'sandbox:/z.png' }),
  ).toEqual({ drawn, undrawn, formulas: [] }),
)

test.each([
  [
    '```python title=a.py\ndef __init__(self, **kw):\n```',
    'python title=a.py def __init__(self, **kw):',
  ],
  ['> ~~~zlang\n> a | b\n> ~~~', 'zlang a | b'],
  ['Set `__init__` and ``a`b``, **now**', 'Set __init__ and a`b, now'],
  ['`$x_1 = y$` and ```a``', '$x_1 = y$ and ```a``'],
  ['```math\n\\frac{a}{b}\n```', 'ab'],
])('code stands as it is written, behind its language: %j', (markdown, drawn) =>
  expect(readMarkdown(markdown)).toMatchObject({ drawn, undrawn: [] }),
)

test.each([
  ['$\\alpha_{zsub} + \\zbeta$', '\\alpha_{zsub} + \\zbeta', '_zsub +'],
  ['$$\\frac{a}{b}$$', '\\frac{a}{b}', 'ab'],
  ['\\[\\frac{a}{b}\\] and \\(\\alpha_1\\)', '\\frac{a}{b} and \\alpha_1', 'ab and _1'],
])('a formula that is not drawn is its source: %j', (markdown, source, drawn) => {
  const isFile = () => false
  expect(readMarkdown(markdown, { draw: () => null, isFile }).drawn).toBe(source)
  expect(readMarkdown(markdown, { draw: formulaWords, isFile }).drawn).toBe(drawn)
})

test('formulas are told in their order, as they are drawn and written', () => {
  const markdown = '\\(a_1\\), $b^2$ and $$c_{ij}$$\n\n```math\nd^2\n```\n$e_1$'
  const { formulas } = readMarkdown(markdown)
  expect(formulas.map(({ written }) => written)).toEqual(['a_1', 'b^2', 'c_{ij}', 'd^2', 'e_1'])
  expect(formulas[2]?.drawn).toBe('c_ij')
})

test('never fails, and never adds', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 300 }), (text) => withoutMarks(text).length <= text.length),
  )
})

test.each([
  ['[all](https://a.example/b?filter[state]=open) of it', 'all of it'],
  ['[one](https://a.example/[two](https://b.example)', '[one](https://a.example/two'],
  ['Left [open](https://a.example', 'Left [open](https://a.example'],
])('an address may have brackets, and is no other link: %s', (markdown, words) =>
  expect(withoutMarks(markdown)).toBe(words),
)

/** What a hostile text may be made of. */
const UNITS = [
  ' ',
  '\n',
  '[',
  '![',
  '[](',
  '[a](b[',
  '$',
  '$=',
  '$===',
  ' |',
  '|-',
  '**',
  '*a',
  '***a',
  'a*_*',
  '[*a](b)',
  '__a',
]

const MORE_UNITS = [
  '`',
  '``` ',
  '`a``',
  '\n```\n',
  '> ',
  '1',
  '\n- ',
  '\\(',
  '\\[',
  '<a',
  '<a@',
  '\\begin{align}',
  '\\begin{align}\n',
  '$$\n',
  '$$a\n',
  '| $|',
]
const LINKS = ['[a](b(', '[a](b "', '[a](<', '[a][', '\n[a]: b', '\n[^a]: b', '[^a]']

test.each([...UNITS, ...MORE_UNITS, ...LINKS])(
  'takes as long as the text is, were it all %j',
  (unit) => {
    expect(growthOf(unit, withoutMarks)).toBeLessThan(SQUARE)
  },
)

test('also of one formula that nothing ends', () => {
  expect(growthOf('=', (text) => withoutMarks(`$${text}`))).toBeLessThan(SQUARE)
})
