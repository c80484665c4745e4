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
import { readMarkdown } from './read-markdown.ts'
import { type Beside, readingsOf } from './readings.ts'
import { rowsOf } from './rows.ts'
import { wantedIn } from './wanted.ts'

const URL = 'https://zexample.org/guide/zpath'
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
  ['So $\\frac{a}{b} = zeta$ and\n\n\\[\\frac{c}{d}\\]', 'frac', []],
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
    if (text.includes('frac'))
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
