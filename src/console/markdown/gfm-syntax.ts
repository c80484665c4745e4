import { gfmFromMarkdown } from 'mdast-util-gfm'
import { attention } from 'micromark-core-commonmark'
import { gfm } from 'micromark-extension-gfm'

import { withSides } from '#contract/sided-emphasis.ts'

import { addressSyntax, linkAddresses } from './address-syntax.ts'
import type { SyntaxExtension } from './labels-extension.ts'

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
