import type { Root } from 'mdast'
import { fromMarkdown } from 'mdast-util-from-markdown'
import { mathFromMarkdown } from 'mdast-util-math'

import { breakLines, breakSyntax } from './breaks.ts'
import { environmentSyntax } from './environment-syntax.ts'
import { isDisplayed } from './environments.ts'
import { gfmSyntax, gfmTree } from './gfm-syntax.ts'
import { isTooDeep, isTooHeavy } from './guard.ts'
import { type Labels, NO_LABELS, knownLabels } from './labels-extension.ts'
import { noteNumbers } from './list-numbers.ts'
import { listSyntax } from './list-syntax.ts'
import { mathBlocks } from './math-block.ts'
import { mathSyntax } from './math-syntax.ts'
import { plainParagraphs } from './plain-paragraphs.ts'
import { proseMath } from './prose-math.ts'
import { spacedLinks } from './spaced-links.ts'
import { formulaBars } from './table-bars.ts'
import { noteWritten } from './written.ts'

declare module 'mdast' {
  interface ParagraphData {
    /** Text that was not parsed: shown as it is, line by line. */
    plain?: boolean
  }
}

declare module 'mdast-util-math' {
  interface InlineMathData {
    /** Written as a block of its own, `\\[x\\]` or `$$x$$`. */
    display?: boolean
  }
}

const math = mathFromMarkdown()

const isBlock = (written: string) => /^(?:\\\[|\$\$)/.test(written) || isDisplayed(written)

/**
 * Reads environments of TeX as formulas. Notes on inline math whether its marks ask for a line of its own. In a cell of a table `\|` is a bar,
 * as it is in code there.
 */
const ownMath: typeof math = {
  enter: {
    mathEnvironment(token) {
      math.enter?.mathFlow?.call(this, token)
      // As behind a fence.
      this.buffer()
      this.data.mathFlowInside = true
    },
    mathText(token) {
      math.enter?.mathText?.call(this, token)
      // The last one is the buffer for its text.
      const node = this.stack.at(-2)
      const written = this.sliceSerialize(token)
      if (node?.type === 'inlineMath' && node.data && isBlock(written)) node.data.display = true
    },
  },
  exit: {
    mathEnvironment(token) {
      math.exit?.mathFlow?.call(this, token)
    },
    mathText(token) {
      const node = this.stack.at(-2)
      math.exit?.mathText?.call(this, token)
      if (this.data.inTable && node?.type === 'inlineMath')
        node.value = node.value.replaceAll(/\\([\\|])/g, (pair, sign) =>
          sign === '|' ? '|' : pair,
        )
    },
  },
}

const syntax = [...gfmSyntax(), listSyntax, mathSyntax(), breakSyntax, spacedLinks]
const mdastExtensions = [...gfmTree(), math, ownMath]

const plainText = (text: string): Root => ({
  type: 'root',
  children: [
    {
      type: 'paragraph',
      data: { plain: true },
      children: [{ type: 'text', value: text }],
      position: {
        start: { line: 1, column: 1, offset: 0 },
        end: { line: 1, column: 1, offset: text.length },
      },
    },
  ],
})

/** By the grammar alone. @throws {RangeError} where it nests too deep for the stack */
export const parseByGrammar = (text: string, labels: Labels = NO_LABELS): Root =>
  fromMarkdown(text, {
    extensions: [
      ...syntax,
      formulaBars(text),
      mathBlocks(text),
      proseMath(text),
      environmentSyntax(text),
      knownLabels(labels),
    ],
    mdastExtensions,
  })

/**
 * Parses a part of a document into mdast. `labels` are those defined elsewhere in the document,
 * `carried` the inline markers of the same paragraph before this part.
 * Never throws: what cannot be parsed safely comes back as one plain paragraph.
 */
export function parseMarkdown(text: string, labels: Labels = NO_LABELS, carried = 0): Root {
  if (isTooHeavy(text, carried)) return plainText(text)
  try {
    const tree = plainParagraphs(text) ?? parseByGrammar(text, labels)
    if (isTooDeep(tree)) return plainText(text)
    noteWritten(tree, text)
    noteNumbers(tree, text)
    breakLines(tree)
    return tree
  } catch (error) {
    if (error instanceof RangeError) return plainText(text)
    throw error
  }
}
