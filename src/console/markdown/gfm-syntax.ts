import { gfmFromMarkdown } from 'mdast-util-gfm'
import { attention } from 'micromark-core-commonmark'
import { gfm } from 'micromark-extension-gfm'

import { beginsBold, isBoldRun, sidesOf } from '#contract/flanking.ts'

import { addressSyntax, linkAddresses } from './address-syntax.ts'
import type { Construct, SyntaxExtension, Token } from './labels-extension.ts'

type Code = number | null

/** A character as it was read; undefined at the edges of the text and of lines. */
const characterOf = (code: Code): string | undefined =>
  code === null || code < 0 ? undefined : String.fromCharCode(code)

const lengthOf = (token: Token) => token.end.offset - token.start.offset

/** The last run of bold that each text has so far, and whether it begins one. */
const lastBold = new WeakMap<object, { run: Token; begins: boolean }>()

/** The same construct, whose runs open and close by the rule that also holds for scripts without spaces. */
const withSides = (construct: Construct, marker: string): Construct => ({
  ...construct,
  tokenize(effects, ok, nok) {
    const before = characterOf(this.previous)
    let run: Token | undefined
    const exit: typeof effects.exit = (type) => (run = effects.exit(type))
    const sided: typeof ok = (code) => {
      if (!run) return ok(code)
      const length = lengthOf(run)
      const last = lastBold.get(this)
      // That of a link before it is resolved: its type is another.
      const isOpen = last?.begins === true && last.run.type === 'attentionSequence'
      const isAwaited = isOpen && lengthOf(last.run) === length
      const sides = sidesOf({ marker, length, isAwaited }, before, characterOf(code))
      run._open = sides.opens
      run._close = sides.closes
      if (isBoldRun({ marker, length }))
        lastBold.set(this, { run, begins: beginsBold(sides, before) })
      return ok(code)
    }
    return construct.tokenize.call(this, { ...effects, exit }, sided, nok)
  },
})

/** GitHub's markdown, with emphasis and bare addresses that also work in scripts without spaces. */
export function gfmSyntax(): SyntaxExtension[] {
  // One tilde is a range or a home folder: "3~5 days, 100~200 euros".
  const github = gfm({ singleTilde: false })
  const strikes = [github.text?.[126] ?? []].flat()
  return [
    github,
    {
      disable: { null: ['protocolAutolink', 'wwwAutolink'] },
      text: {
        42: withSides(attention, '*'),
        95: withSides(attention, '_'),
        126: strikes.map((strike) => withSides(strike, '~')),
      },
    },
    addressSyntax,
  ]
}

/** How its tokens become a tree; bare addresses that the syntax left alone are linked afterwards. */
export const gfmTree = () => [
  ...gfmFromMarkdown().map((extension) => ({ ...extension, transforms: [] })),
  { transforms: [linkAddresses] },
]
