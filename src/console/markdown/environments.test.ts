import { describe, expect, it } from 'vitest'

import { withKnownEnvironments } from './environments.ts'
import { parseMarkdown } from './parse.ts'
import { EMPTY_DOCUMENT, blocksOf } from './split-document.ts'
import { advance } from './split.ts'

interface Node {
  type: string
  value?: string
  children?: Node[]
}

const isFormula = ({ type }: Node) => type === 'math' || type === 'inlineMath'

const formulasIn = (nodes: readonly Node[]): [string, string][] =>
  nodes.flatMap((node): [string, string][] =>
    isFormula(node) ? [[node.type, node.value ?? '']] : formulasIn(node.children ?? []),
  )
const formulas = (text: string) => formulasIn(parseMarkdown(text).children)

/** What a reader sees, with formulas as `⟦…⟧`. */
const shown = (node: Node): string =>
  isFormula(node) ? `⟦${node.value}⟧` : (node.children?.map(shown).join('') ?? node.value ?? '')

const env = (name: string, body = '\na &= b \\\\\nc &= d\n') =>
  `\\begin{${name}}${body}\\end{${name}}`

const NAMES =
  'align,align*,aligned,alignat*,flalign,gather,gather*,gathered,multline,equation,equation*,eqnarray,split,cases,dcases,rcases,matrix,pmatrix,bmatrix,Bmatrix,vmatrix,Vmatrix,smallmatrix,bmatrix*,array,CD'

const BLOCKS: [string, string][] = [
  ...NAMES.split(',').map((name): [string, string] => [env(name), env(name)]),
  [env('equation', ' E = mc^2 '), env('equation', ' E = mc^2 ')],
  [`So:\n\n${env('align')}\n\nDone.`, env('align')],
  [`So:\n${env('align')}\nDone.`, env('align')],
  [`${env('cases')}.`, `${env('cases')}.`],
  [
    env('equation', `\n${env('pmatrix', '1 & 2')}\n`),
    env('equation', `\n${env('pmatrix', '1 & 2')}\n`),
  ],
  [env('align', '\nx\n+ y\n- z\n= 1\n# w_1\n'), env('align', '\nx\n+ y\n- z\n= 1\n# w_1\n')],
  [`- one\n\n  ${env('align', '\n  a &= b\n  ')}\n- two`, env('align', '\na &= b\n')],
  [`> ${env('align', '\n> a &= b\n> ')}`, env('align', '\na &= b\n')],
]

describe('an environment of TeX without dollars', () => {
  it.each(BLOCKS)('%j is a formula', (text, value) => {
    expect(formulas(text)).toEqual([['math', value]])
  })

  it.each([
    [`It is ${env('pmatrix', '1 & 2 \\\\ 3 & 4')} here.`, env('pmatrix', '1 & 2 \\\\ 3 & 4')],
    [`It is ${env('cases', '\n1 & x_1\n')} and so on.`, env('cases', '\n1 & x_1\n')],
    [`| a | b |\n|---|---|\n| ${env('matrix', ' 1 ')} | x |`, env('matrix', ' 1 ')],
  ])('%j is one within its line', (text, value) => {
    expect(formulas(text)).toEqual([['inlineMath', value]])
  })

  it.each<[string, boolean]>([
    [env('pmatrix', '1 & 2'), false],
    [env('cases', '1 & 2'), false],
    [env('aligned', 'a &= b'), false],
    [env('align', 'a &= b'), true],
    [env('align*', 'a &= b'), true],
    [env('equation', 'a = b'), true],
  ])('%s in a sentence has a line of its own: %s', (formula, isDisplayed) => {
    const [paragraph] = parseMarkdown(`It is ${formula} here.`).children
    const [, node] = paragraph?.type === 'paragraph' ? paragraph.children : []
    expect(JSON.stringify(node?.data).includes('"display":true')).toBe(isDisplayed)
  })

  it.each([
    `\`\`\`latex\n${env('align')}\n\`\`\``,
    `~~~\n${env('align')}\n~~~`,
    `    ${env('align', ' a = b ')}`,
    `Write \`${env('align', ' a = b ')}\`.`,
    'Write `\\begin{align}` and `\\end{align}` around it.',
    'Between \\begin{align} and \\end{align} it stands.',
    'Write \\begin{align} … \\end{align}.',
    '\\begin{align} a = b',
    '\\begin{align}\na = b\n\n\\end{align}',
    '\\begin{align} a = b \\end{gather}',
    '\\begin{align} \\begin{cases} a = b \\end{align}',
    'a = b \\end{align}',
    env('itemize', '\n\\item a_1\n'),
    env('document', ' a = b '),
    env('verbatim', ' a = b '),
    '\\\\begin{align} a = b \\\\end{align}',
    env('align', `\n${'a = b \\\\\n'.repeat(500)}`),
  ])('%j is text', (text) => expect(formulas(text)).toEqual([]))

  it('keeps its dollars and brackets', () => {
    for (const [open, close] of [
      ['$$', '$$'],
      ['$$\n', '\n$$'],
      ['\\[\n', '\n\\]'],
    ] as const) {
      expect(formulas(open + env('aligned') + close)).toHaveLength(1)
    }
  })

  it.each([...BLOCKS.map(([text]) => text), `It is ${env('pmatrix', '1 & 2')} here.`])(
    '%j is never seen half while it is written, and means the same at every length',
    (text) => {
      const whole = `Before.\n\n${text}\n\nmore`
      let calm = EMPTY_DOCUMENT
      let exact = EMPTY_DOCUMENT
      let before = ''
      for (let end = 1; end <= whole.length; end += 1) {
        const part = whole.slice(0, end)
        calm = advance(calm, part, 'calm')
        const now = blocksOf(calm).map(shown).join('')
        expect(now.replaceAll(/⟦[^⟧]*⟧/g, ''), part).not.toMatch(/\\|[{}&]/)
        // The sign behind a formula is drawn with it.
        expect(now.startsWith(before.replace(/⟧?\s*$/, '')), `${before} → ${now}`).toBe(true)
        before = now
        exact = advance(exact, part)
        expect(blocksOf(exact).map(shown)).toEqual(parseMarkdown(part).children.map(shown))
      }
    },
  )

  it.each([
    `Text.\n\n\`\`\`latex\n${env('align', '\na &= b\n\nc &= d\n')}\n\`\`\`\n`,
    'Write `\\begin{align}` first.',
  ])('%j is seen in code while it is written', (text) => {
    const document = advance(EMPTY_DOCUMENT, text.slice(0, text.indexOf('}') + 1), 'calm')
    expect(blocksOf(document).map(shown).join('')).toContain('\\begin{align}')
  })

  it('is drawn under a name that is known', () => {
    expect(withKnownEnvironments(env('eqnarray*', 'a &=& b'))).toBe(
      '\\begin{array}{rcl}a &=& b\\end{array}',
    )
    expect(withKnownEnvironments(env('flalign*', 'a'))).toBe(env('align*', 'a'))
    expect(withKnownEnvironments(env('displaymath', 'a'))).toBe(env('equation*', 'a'))
    expect(withKnownEnvironments(env('align', 'a'))).toBe(env('align', 'a'))
  })
})
