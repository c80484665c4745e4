import * as fc from 'fast-check'
import { expect, test } from 'vitest'

import { loadedTemml, loadTemml } from '#console/markdown/load-temml.ts'
import { Markdown } from '#console/markdown/Markdown.tsx'
import { message, row, showList } from '#testing/message-list.tsx'
import { render } from '#testing/render.tsx'

import { rangeOf, rangesIn } from './find-place.ts'
import { findsIn } from './finds.ts'
import { foldBoth } from './fold.ts'
import { KeptRanges } from './highlights.ts'
import { readMessage } from './message-reading.ts'
import { readMarkdown } from './read-markdown.ts'
import { type Beside, readingsOf } from './readings.ts'
import { rowsOf } from './rows.ts'
import { wantedIn } from './wanted.ts'

const URL = 'https://zexample.org/guide/zpath'
const FORMULAS = 'Water is $H_2O$, square is $x^2$, index $a_{ij}$ and $v_0 = 5$ osprey'
/** What is found, and of the words that are looked for those that are marked for each place. */
const FORMS: readonly (readonly [text: string, words: string, marks: string[]])[] = [
  ['```zpython\nprint()\n```', 'zpython', ['zpython']],
  ['```py zfile.py\nprint(zfile)\n```', 'zfile', ['zfile', 'zfile']],
  ['```\nprint()\n```', 'code', []],
  [`See [the manual](${URL}) now`, 'zpath', ['the manual']],
  [`See [the manual](${URL}) now`, 'the manual now', ['the manual now']],
  [`[a](${URL} "ztitle") and [b](${URL}) of zpath`, 'zpath', ['zpath', 'a', 'b']],
  [`[a](${URL} "ztitle") and [b](${URL})`, 'ztitle', ['a']],
  ['See https://zexample.org/zpath and www.zpath.org', 'zpath', ['zpath', 'zpath']],
  [`[a](./zpath)`, 'zpath', ['zpath']],
  [`A ![zalt](${URL}) image`, 'zalt', ['Load image from zexample.orgzalt']],
  [`A ![zalt](${URL}) image`, 'zpath', ['Load image from zexample.orgzalt']],
  [`[the manual][zref], [a][zref]\n\n[zref]: ${URL}`, 'zpath', ['the manual', 'a']],
  [`[the manual][zref]\n\n[zref]: ${URL}`, 'zref', ['the manual']],
  [`[zref]: ${URL}`, 'zpath', ['zpath']],
  ['So[^znote].\n\n[^znote]: as said', 'znote', ['1']],
  ['<div class="zclass"> <!-- zclass -->', 'zclass', ['zclass', 'zclass']],
  ['So $\\alpha_{zsub} + \\zbeta$', 'zbeta', ['zbeta']],
  ['So $\\alpha_{zsub} + \\zbeta$', 'zsub', ['zsub']],
  ['So $\\frac{a}{b} = zeta$ and\n\n\\[\\frac{c}{d}\\]', 'frac', ['ab=zeta', 'cd']],
  [FORMULAS, 'H2O', ['H2O']],
  [FORMULAS, 'x2', ['x2']],
  [FORMULAS, 'aij', ['aij']],
  [FORMULAS, 'v0=5', ['v0=5']],
  [FORMULAS, 'v0', ['v0']],
  [FORMULAS, 'H_2O', ['H2O']],
  [FORMULAS, 'a_ij', ['aij']],
  [FORMULAS, 'a_{ij}', ['aij']],
  [FORMULAS, 'x^2', ['x2']],
  [FORMULAS, 'v_0', ['v0=5']],
  [FORMULAS, 'square is x2', ['square is x2']],
  [FORMULAS, 'osprey a_ij', ['osprey', 'aij']],
  ['$\\newcommand{\\R}{\\mathbb{Z}}$ So $\\R_0 = x$', 'z0', ['ℤ0']],
  ['$\\newcommand{\\R}{\\mathbb{Z}}$ So $\\R_0 = x$', '\\R_0', ['ℤ0=x']],
  ['```py\ndef __init__(self, **kw):\n```', '__init__', ['__init__']],
  ['```py\ndef __init__(self, **kw):\n```', '**kw', ['**kw']],
  ['```\nred\n  shade\n```', 'red   shade', ['red\n  shade']],
  ['```\nred\n  shade\n```', 'red shade', ['red\n  shade']],
  ['So `in rows:     total`', 'in rows: total', ['in rows:     total']],
  [`See [the manual](${URL})`, 'manual https', ['manual', 'the manual']],
]

const beside: Beside = {
  stepsOf: () => undefined,
  assistantOf: () => undefined,
  fileOf: () => undefined,
  drawsFormulas: true,
}

test.each(FORMS.map((form, at) => [...form, 2 * at + 1] as const))(
  'of %j, %j is counted where it is marked',
  async (text, words, marks, index) => {
    await loadTemml()
    expect(loadedTemml()).toBeDefined()
    const messages = [message(index, { text })]
    await showList(messages, { hasOlder: false })
    const rows = rowsOf({ messages, runs: [], streamingIds: [], hasOlder: false, hasNewer: false })
    const wanted = wantedIn(words)
    const { finds, level } = findsIn(readingsOf(rows, beside), wanted)
    const looked = { wanted, level }
    if (text.includes('\\'))
      await expect.poll(() => document.querySelector('.md-math')).not.toBeNull()
    if (/frac|R_0|H_2O/.test(text))
      await expect.poll(() => document.querySelector('math')).not.toBeNull()
    expect(finds.map((find) => String(rangeOf(find, looked)))).toEqual(marks)
    const at = row(index)
    const { drawn, undrawn } = at ? rangesIn(at, looked) : { drawn: [], undrawn: [] }
    expect(drawn.length + undrawn.length).toBe(marks.length)
  },
)

const BLANK = fc.constantFrom(' ', '  ', '\n', '\n    ', '\n\n', '\t')
const CODE = fc
  .array(fc.tuple(fc.constantFrom('a', 'ab', 'b', 'é', '=', '{', '_a_'), BLANK), {
    minLength: 2,
    maxLength: 12,
  })
  .map((pieces) => pieces.flat().join('').trim())
const CUT = fc.tuple(fc.nat(), fc.nat(), fc.boolean(), fc.constantFrom('block', 'line'))

test('a stretch of code is counted and marked as often as it stands there, however blanks are typed', async () => {
  await fc.assert(
    fc.asyncProperty(CODE, CUT, async (code, [from, length, areJoined, form]) => {
      const start = from % code.length
      const cut = code.slice(start, start + 1 + (length % code.length)).trim()
      const one = code.replaceAll(/\s+/g, ' ')
      fc.pre(cut !== '')
      // A field has no breaks.
      const typed = areJoined ? cut.replaceAll(/\s+/g, ' ') : cut.replaceAll(/\s/g, ' ')
      const times = one.split(cut.replaceAll(/\s+/g, ' ')).length - 1
      const text =
        form === 'block' ? `\`\`\`\n${code}\n\`\`\`` : `\`${code.replaceAll('\n', ' ')}\``
      const { container, unmount } = await render(
        <Markdown text={text} annotations={[]} streaming={false} />,
      )
      const wanted = wantedIn(typed)
      const { drawn, undrawn } = readMarkdown(text)
      const read = foldBoth(drawn, undrawn)
      const { finds, level } = findsIn([{ rowId: '', near: '', text: () => read }], wanted)
      const marks = new KeptRanges().find(container, { wanted, level }).drawn.length
      unmount()
      expect({ counted: finds.length, marks }).toEqual({ counted: times, marks: times })
    }),
    { numRuns: 60 },
  )
})

const ATOM = fc.constantFrom('a', 'b', 'x', 'H', '1', '2', '15', '\\alpha ')
const FORMULA = fc.letrec<{ formula: string; piece: string }>((tie) => ({
  piece: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    ATOM,
    fc.tuple(ATOM, tie('formula')).map(([of, index]) => `${of}_{${index}}`),
    fc
      .tuple(ATOM, fc.constantFrom('_', '^'), fc.constantFrom('1', '2', 'i'))
      .map((all) => all.join('')),
    fc.tuple(ATOM, tie('formula')).map(([of, power]) => `${of}^{${power}}`),
    fc.tuple(tie('formula'), tie('formula')).map(([a, b]) => `\\frac{${a}}{${b}}`),
    tie('formula').map((of) => `\\sqrt{${of}}`),
  ),
  formula: fc
    .array(fc.tuple(tie('piece'), fc.constantFrom('', ' + ', '-', ' = ', ' \\cdot ', ' \\le ')), {
      minLength: 1,
      maxLength: 3,
    })
    .map((all) =>
      all
        .flat()
        .join('')
        .replace(/[-+=<\s]+$|\s*\\(?:cdot|le)\s*$/, ''),
    ),
})).formula
const WHERE = fc.tuple(fc.nat(), fc.nat(), fc.boolean())

test('a stretch of a formula, as it is drawn or written, is counted as often as it is marked', async () => {
  await loadTemml()
  const user = message(1, { text: '' })
  await fc.assert(
    fc.asyncProperty(FORMULA, FORMULA, WHERE, async (one, other, [from, length, isWritten]) => {
      const text = `So $${one} = 0$ and $${other} = 1$ osprey`
      const { container, unmount } = await render(
        <Markdown text={text} annotations={[]} streaming={false} />,
      )
      await expect
        .poll(() => container.querySelectorAll('[data-tex]').length, { interval: 10 })
        .toBe(2)
      const math = container.querySelector('[data-tex]')
      const reading = isWritten ? `${one} = 0` : (math?.textContent ?? '')
      const start = from % reading.length
      const cut = reading.slice(start, start + 1 + (length % reading.length)).trim()
      const part = { type: 'text' as const, text: { value: text, annotations: [] } }
      const read = readMessage({ ...user, role: 'assistant', content: [part] }, true)
      const wanted = wantedIn(cut)
      const { finds, level } = findsIn([{ rowId: '', near: '', text: () => read }], wanted)
      const { drawn, undrawn } = new KeptRanges().find(container, { wanted, level })
      const marked = new Set(undrawn.map((range) => range.startContainer)).size
      unmount()
      const counted = finds.filter(({ isUndrawn }) => !isUndrawn).length
      expect({ drawn: drawn.length, undrawn: undrawn.length, cut, text }).toEqual({
        drawn: counted,
        undrawn: finds.length - counted,
        cut,
        text,
      })
      if (/[\p{L}\p{N}]/u.test(cut)) expect(finds.length, `${text}: ${cut}`).toBeGreaterThan(0)
      // None is marked twice.
      expect(marked).toBe(undrawn.length)
    }),
    { numRuns: 60 },
  )
}, 60_000)
