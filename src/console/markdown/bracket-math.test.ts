import { describe, expect, it } from 'vitest'

import { parseMarkdown } from './parse.ts'

const kinds = (text: string): string[] => {
  const found: string[] = []
  const walk = (node: { type: string; value?: string; children?: unknown[] }) => {
    if (node.type === 'inlineMath' || node.type === 'math') found.push(node.value ?? '')
    // Children are nodes again.
    for (const child of (node.children ?? []) as (typeof node)[]) walk(child)
  }
  walk(parseMarkdown(text))
  return found
}

describe('escaped brackets', () => {
  it.each([
    ['The value \\(f(x)\\) grows.', 'f(x)'],
    ['It is \\(a/b\\) of it.', 'a/b'],
    ['\\[ F(x) \\]', ' F(x) '],
    ['\\[F(x)\\]', 'F(x)'],
    ['so \\[ a/b \\] then', ' a/b '],
    ['\\[x\\]', 'x'],
    ['so\n\\[E\\]\nis', 'E'],
    ['\\[ x \\]', ' x '],
    ['\\[\nx\n\\]', 'x'],
    ['\\[λ\\]', 'λ'],
    ['for \\(n\\) items', 'n'],
    ['\\(n!\\) ways', 'n!'],
    ['\\(P(A|B)\\)', 'P(A|B)'],
    ['\\(\\|x\\|\\) is a norm', '\\|x\\|'],
    ['\\(\\|x\\|_2 = 1\\)', '\\|x\\|_2 = 1'],
    ['\\(100\\) of them', '100'],
    ['\\(AB\\)', 'AB'],
    ['函数\\(f(x)\\)的值', 'f(x)'],
    ['(\\(x\\))', 'x'],
    ['\\(x\\)/\\(y\\)', 'x,y'],
    ['the \\(i\\)-th', 'i'],
    ['\\(\\text{total cost}\\)', '\\text{total cost}'],
    ['\\(\\alpha\\), \\(\\beta\\)', '\\alpha,\\beta'],
    ['\\[\na = b\n\\]', 'a = b'],
    [
      '\\[\\begin{matrix} a \\\\[2pt] b \\end{matrix}\\]',
      '\\begin{matrix} a \\\\[2pt] b \\end{matrix}',
    ],
    ['x\\(^2\\) no, \\(x^2\\)', 'x^2'],
  ])('%s is a formula', (text, formulas) => expect(kinds(text).join()).toBe(formulas))

  it.each([
    "sed 's/\\(foo\\|bar\\)/x/' file",
    "grep '\\(foo\\|bar\\)' file",
    'find . -regex ".*\\(jpg\\|png\\)"',
    's/\\(.*\\)=\\([^;]*\\)/\\2=\\1/',
    'expr "$x" : "\\([0-9]*\\)"',
    "find . \\( -name '*.a' -o -name '*.b' \\) -print",
    'see \\[1\\] and \\[2\\]',
    '\\[text\\](https://a.example)',
    '- \\[x\\] done',
    '\\[ \\] open',
    'so \\[ x \\] done',
    '\\[sic\\]',
    '\\[1\\]',
    'see \\[a\\] and \\[b\\]',
    '\\[a\\] The first.',
    '\\[中\\]',
    '\\(see the note below\\)',
    'fprintf\\(stderr, x\\)',
  ])('%s is none', (text) => expect(kinds(text)).toEqual([]))

  it('costs no more than its length, however many are open', () => {
    // The machine may be busy: what counts is the work done.
    const worked = (text: string): number => {
      const start = process.threadCpuUsage().user
      for (let round = 0; round < 5; round += 1) parseMarkdown(text)
      return process.threadCpuUsage().user - start
    }
    const of = (unit: string) => worked(unit.repeat(900))
    const floor = () => Math.max(of('\\*a'), 1)
    floor()
    of('\\(a')
    // Looking from each to the end of the text makes this 50 and more.
    expect(of('\\(a') / floor()).toBeLessThan(12)
  })
})

describe('dollars', () => {
  it.each([
    ['the $n$th', 'n'],
    ['the $x$-axis', 'x'],
    ['日本$x$語', 'x'],
    ['$2x + 1$', '2x + 1'],
    ['$5 \\times 3$', '5 \\times 3'],
    ['$3 cm$', '3 cm'],
    ['$2(a + b)$', '2(a + b)'],
    ['$4 = 2 + 2$', '4 = 2 + 2'],
    ['($a$, $b$)', 'a,b'],
    ["$Na^+$ and $f'$", "Na^+,f'"],
    ['$1$–$2$', '1,2'],
    ['$5! + 1$', '5! + 1'],
    ['$0.5 x$–$2 x$', '0.5 x,2 x'],
    ['$3.14 r$', '3.14 r'],
    ['$n = R$ and $R$ 5 times', 'n = R,R'],
    ['$2R$ 5', '2R'],
    ['$`x_1`$', '`x_1`'],
    ["$\\text{``a''}$", "\\text{``a''}"],
    ['$2 \\cdot R$ 5', '2 \\cdot R'],
    ['$1 = R$ 5,40 with $x$', 'x'],
    ['从 $1 + x$ 到 $2 + x$', '1 + x,2 + x'],
    ['$a\\,$', 'a\\,'],
  ])('%s hold a formula', (text, formulas) => expect(kinds(text).join()).toBe(formulas))

  it.each([
    '=SUM($A$1:$A$9)',
    'PATH=$HOME/bin:$PATH',
    '$VERIFIED_COUNT/$TOTAL_COUNT',
    '${a}-${b}',
    '${a} ${b}',
    'echo "$A"; echo "$B"',
    "a='$A' b='$B'",
    '$scope.$apply()',
    '$AAPL/$MSFT',
    '$FIRST;$SECOND',
    '5$, 10$ et 15$',
    '5$/month or 10$/month',
    '(5$), (10$)',
    'a $20 bill, a 5$ coin',
    '$200 for A$ or B$',
    'costs $5 and 10$',
    'paid $5 (US$) in cash',
    '价格 $20 元 or 30$',
    'zwischen $5 und 10$.',
    '$1,000–$2,000. 5$ and 6$',
    '$1,000 – $2,000. 5$ and 6$',
    '$1,000—$2,000, 5$',
    '**$10-$20**, 5$',
    '$1.5M–$2M or 3$',
    '$5~$6 5$',
    '$20。5$',
    '从$20到30$，或40$',
    '$20원 30$',
    '$1 = R$ 5,40',
    '$100 = R$ 540',
    '$1,000; US$ 10',
    '$1 = MX$\u00a018.50',
    '$1/R$ 5',
    '$5 / NZ$ 8.20 / HK$ 39',
    '$1 ≈ R$5',
    '**$7**; `$y$`',
    '$5 or `$y`',
    '$HOME or `$y` or ``$z``',
  ])('of %s, variables and amounts, are no formula', (text) => expect(kinds(text)).toEqual([]))

  it.each(['$5 and $10', 'from $5 to $10.', 'US$5, A$6', '$HOME and $PATH ', 'a $ b $ c'])(
    'of %s are no formula',
    (text) => expect(kinds(text)).toEqual([]),
  )
})
