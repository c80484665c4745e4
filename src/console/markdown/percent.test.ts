import { expect, test } from 'vitest'

import { withPercentSigns } from './percent.ts'
import { temml } from './temml.ts'

test.each([
  ['12% \\pm 1', '12\\% \\pm 1'],
  ['5%', '5\\%'],
  ['%', '\\%'],
  ['5\\% of 10%', '5\\% of 10\\%'],
  ['rate = 20% \\times 5', 'rate = 20\\% \\times 5'],
  ['\\text{up 3% a year} + x', '\\text{up 3\\% a year} + x'],
  ['a = 50% b\nc = d', 'a = 50\\% b\nc = d'],
  ['\na = 50%\nc = 20 %\nd = 3%\n', 'a = 50\\%\nc = 20 \\%\nd = 3\\%'],
  ['\\frac{25}{100}=25% \\\\ b', '\\frac{25}{100}=25\\% \\\\ b'],
  ['p%\n+ 1', 'p\\%\n+ 1'],
  ['a % b', 'a \\% b'],
  ['% of total', '\\% of total'],
  ['\\verb|a%b| 5%', '\\verb|a%b| 5\\%'],
  ['x \\\\% 5', 'x \\\\\\% 5'],
  ['x^{5%}_{%}', 'x^{5\\%}_{\\%}'],
  // Comments of TeX.
  ['% the roots\nx = 1', '\nx = 1'],
  ['x = 1\n  % 50% of it\ny = 2', 'x = 1\n  \ny = 2'],
  ['a \\\\ % first\nb', 'a \\\\ \nb'],
  ['a \\\\[2pt]% first\nb', 'a \\\\[2pt]\nb'],
  ['\\begin{array}{cc}%\na & b\n\\end{array}', '\\begin{array}{cc}\na & b\n\\end{array}'],
  ['\\text{%\nx}', '\\text{\nx}'],
  ['x %\n= 2', 'x \n= 2'],
  // Nothing but comments would be no formula.
  ['% a\n% b', '\\% a\n\\% b'],
])('%j is drawn as %j', (source, drawn) => {
  expect(withPercentSigns(source)).toBe(drawn)
  expect(() => temml.renderToString(drawn, { throwOnError: true })).not.toThrow()
})
