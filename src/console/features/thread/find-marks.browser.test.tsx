import { expect, test } from 'vitest'

import { loadedTemml, loadTemml } from '#console/markdown/load-temml.ts'
import { message, row, showList } from '#testing/message-list.tsx'

import { rangeOf, rangesIn } from './find-place.ts'
import { findsIn } from './finds.ts'
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
