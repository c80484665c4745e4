import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { Markdown } from './Markdown.tsx'

const client = new QueryClient()
const view = (text: string, streaming: boolean) => (
  <QueryClientProvider client={client}>
    <div style={{ width: 640, maxWidth: '100%' }}>
      <Markdown text={text} streaming={streaming} />
    </div>
  </QueryClientProvider>
)
const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))

const TEXT = `Some **bold** words and \`code\` in a paragraph.

- one item
- [ ] a task
  - a deeper one

| Item | Paid |
| --- | --: |
| Fare | 12 |

\`\`\`js
const a = 1
\`\`\`

${'A long paragraph of *many* words that is cut in parts. '.repeat(30)}
`

/** Writes a text piece by piece and looks at what is there after each. */
async function write(text: string, step: number, look: (container: HTMLElement) => void) {
  const { container, rerender } = await render(view('', true))
  for (let end = step; end < text.length + step; end += step) {
    rerender(view(text.slice(0, end), true))
    await frame()
    look(container)
  }
  return { container, rerender }
}

const words = (container: HTMLElement) => container.querySelector('.md')?.textContent ?? ''

test('a text that is written never shows less than before, nor gets lower', async () => {
  let [length, height] = [0, 0]
  await write(TEXT, 7, (container) => {
    const now = words(container).replaceAll(/\s/g, '').length
    expect(now, words(container).slice(-60)).toBeGreaterThanOrEqual(length)
    const { height: high } = container.getBoundingClientRect()
    expect(high).toBeGreaterThanOrEqual(height - 1)
    ;[length, height] = [now, high]
  })
})

test('its end changes nothing but the writing mark, and then it reads like one that was never written', async () => {
  const { container, rerender } = await write(TEXT, 60, () => undefined)
  const elements = [...container.querySelectorAll('p, li, td, pre')]
  expect(container.querySelectorAll('.md-caret')).toHaveLength(1)
  rerender(view(TEXT, false))
  await expect.poll(() => container.querySelector('.md-caret')).toBeNull()
  expect([...container.querySelectorAll('p, li, td, pre')]).toEqual(elements)
  const { container: fresh } = await render(view(TEXT, false))
  expect(words(container)).toBe(words(fresh))
  expect(container.getBoundingClientRect().height).toBe(fresh.getBoundingClientRect().height)
})

test('a block keeps its element when its line ends, and when the text ends with more of it', async () => {
  const before = [
    'A paragraph.',
    '- an item',
    '> a quote',
    '```js\nconst a = 1\n```',
    '| a |\n| - |\n| 1 |',
  ]
  for (const block of before) {
    const text = `${block}\n\nWords **that** grow into a longer line`
    const { container, rerender } = await write(text, 9, () => undefined)
    const paragraph = container.querySelector('.md > p:last-child')
    expect(paragraph?.textContent, block).toContain('Words that grow')
    rerender(view(`${text} of words\nand another. `, false))
    await expect.poll(() => container.textContent).toContain('another')
    expect(container.querySelector('.md > p:last-child'), block).toBe(paragraph)
  }
})

test('what is selected stays selected while more is written, also in a long paragraph', async () => {
  const text = 'A long paragraph of *many* words that is cut in parts. '.repeat(40)
  const { container, rerender } = await write(text.slice(0, 300), 60, () => undefined)
  const paragraph = container.querySelector('p')
  const first = document.createTreeWalker(container, NodeFilter.SHOW_TEXT).nextNode()
  if (!first) throw new Error('no text')
  document.getSelection()?.setBaseAndExtent(first, 2, first, 6)
  for (let end = 320; end < text.length; end += 20) {
    rerender(view(text.slice(0, end), true))
    await frame()
  }
  rerender(view(text, false))
  await frame()
  expect(container.querySelector('p')).toBe(paragraph)
  expect(document.getSelection()?.toString()).toBe('long')
})

test('the lines of a task stand below each other, as those of any item do', async () => {
  const long = 'words that go on '.repeat(12)
  const { container } = await render(view(`- [ ] ${long}\n- ${long}\n`, false))
  const lefts = [...container.querySelectorAll('li')].map((item) => {
    const text = [...item.childNodes].findLast((node) => node.nodeType === Node.TEXT_NODE)
    const range = document.createRange()
    range.selectNodeContents(text ?? item)
    return [...range.getClientRects()].map(({ left }) => Math.round(left))
  })
  const [task, plain] = lefts
  expect(task?.length).toBeGreaterThan(1)
  expect(task?.at(-1)).toBe(plain?.at(-1))
  expect(Math.abs((task?.[0] ?? 0) - (plain?.[0] ?? 0))).toBeLessThanOrEqual(5)
})

test('line breaks are kept, and a hard one is no more than one', async () => {
  const heightOf = async (text: string) => {
    const { container } = await render(view(text, false))
    return container.getBoundingClientRect().height
  }
  const two = await heightOf('one\ntwo')
  expect(two).toBeGreaterThan(1.5 * (await heightOf('one')))
  expect(await heightOf('one  \ntwo')).toBe(two)
  expect(await heightOf('one\\\ntwo')).toBe(two)
})

test('wide code and tables scroll by themselves and take the focus', async () => {
  const wide = 'x'.repeat(300)
  const table = `| ${wide} | b |\n|---|---|\n| 1 | 2 |\n`
  const { container } = await render(view(`\`\`\`\n${wide}\n\`\`\`\n\n${table}`, false))
  const scrolled = [...container.querySelectorAll<HTMLElement>('pre, .md-table')]
  expect(scrolled).toHaveLength(2)
  for (const each of scrolled) {
    expect(each.scrollWidth).toBeGreaterThan(each.clientWidth)
    await expect.poll(() => each.tabIndex).toBe(0)
    // The shade at the side with more stays there, and what covers it scrolls along.
    const { backgroundAttachment } = getComputedStyle(each)
    expect(backgroundAttachment).toBe('local, local, scroll, scroll')
  }
  const text = container.querySelector('.md')
  expect(text?.scrollWidth).toBe(text?.clientWidth)
})

test('three columns of usual words fit where there are 320 pixels', async () => {
  await page.viewport(320, 700)
  const table = `| Route | Price | Notes |
|---|---|---|
| Oslo to Bergen | 1,200 kr | refundable within a day |
| Oslo to Trondheim | 900 kr | not refundable |`
  // What the line of the thread and the margins leave.
  const { container } = await render(<div style={{ width: 268 }}>{view(table, false)}</div>)
  const box = container.querySelector('.md-table')
  expect(box?.scrollWidth).toBe(box?.clientWidth)
})

test('a formula that is wider than its column scrolls by itself, and rows of a matrix stand apart', async () => {
  const wide = Array.from({ length: 40 }, (_, index) => `a_{${index}}x`).join('+')
  const matrix = '\\begin{matrix} \\frac{a}{b} \\\\ \\frac{c}{d} \\end{matrix}'
  const text = `In a line $${wide}$ and \\(${wide}\\).\n\n$$${wide}$$\n\n$$${matrix}$$\n\nA short $x$.`
  const { container } = await render(view(text, false))
  const formulas = () => [...container.querySelectorAll<HTMLElement>('.md-math')]
  await vi.waitFor(
    () =>
      expect(formulas().map((each) => each.scrollWidth > each.clientWidth + 100)).toEqual([
        true,
        true,
        true,
        false,
        false,
      ]),
    { timeout: 20_000 },
  )
  expect(formulas().map((each) => each.tabIndex)).toEqual([0, 0, 0, 0, -1])
  const md = container.querySelector('.md')
  expect(md?.scrollWidth).toBe(md?.clientWidth)
  const [first, second] = [...container.querySelectorAll('mtd > mfrac')]
  expect(first!.getBoundingClientRect().bottom).toBeLessThan(second!.getBoundingClientRect().top)
})

test('formulas are drawn in a font whose brackets grow with what they hold', async () => {
  const tall = '\\frac{\\frac{a}{b}}{\\frac{c}{d}}'
  const { container } = await render(view(`$$\\left( ${tall} \\right)$$`, false))
  await expect.poll(() => container.querySelector('math'), { timeout: 20_000 }).not.toBeNull()
  await document.fonts.ready
  const { fontFamily } = getComputedStyle(container.querySelector('math')!)
  const unquoted = (family = '') => family.replaceAll('"', '')
  const first = unquoted(fontFamily.split(',')[0])
  const faces = [...document.fonts].filter(({ family }) => unquoted(family) === first)
  expect(faces.map(({ status }) => status)).toEqual(['loaded'])
  const held = container.querySelector('mfrac')!.getBoundingClientRect().height
  for (const bracket of container.querySelectorAll('mo'))
    expect(bracket.getBoundingClientRect().height).toBeGreaterThan(held * 0.85)
})

test('a formula of very many signs is its source until it is asked for', async () => {
  const { container } = await render(view(`$$\n${'x^2 + '.repeat(600)}1\n$$`, false))
  const button = page.getByRole('button', { name: 'Show the formula' })
  await expect.element(button).toBeVisible()
  expect(container.querySelector('math')).toBeNull()
  await button.click()
  await expect.poll(() => container.querySelector('math')).not.toBeNull()
  expect(container.querySelector('button')).toBeNull()
})

test('a text paints over nothing around it, and no formula is longer than its box', async () => {
  const moved = '\\raisebox{5em}{\\colorbox{yellow}{FORGED}}'
  const text = [
    `x $\\smash{${moved}}$ $\\smash{\\raisebox{-9em}{\\colorbox{yellow}{FORGED}}}$`,
    '$\\llap{\\fcolorbox{red}{white}{FORGED\\hspace{40em}}}$ $\\mathrlap{\\rule{90em}{1em}}$',
    `$\\rule{1em}{99999em}$ and $\\hspace{99999em}$\n\n$$\\rule{1em}{99999em}$$`,
    `Z${'\u0301\u0316'.repeat(80)}`,
  ].join('\n\n')
  const { container } = await render(
    <div style={{ padding: 200, overflow: 'auto' }}>{view(text, false)}</div>,
  )
  await vi.waitFor(() => expect(container.querySelectorAll('.md-math-tall')).toHaveLength(2), {
    timeout: 20_000,
  })
  const md = container.querySelector('.md')!
  const { top, bottom, left, height } = md.getBoundingClientRect()
  expect(height).toBeLessThan(2_500)
  expect(container.firstElementChild!.scrollWidth).toBeLessThan(1_100)
  // A point that is painted by the text is hit there.
  const hits = [...container.querySelectorAll('mtext, mpadded, mspace, mrow')].flatMap((each) => {
    const box = each.getBoundingClientRect()
    const [x, y] = [box.left + 5, box.top + box.height / 2]
    const isOutside = y < top - 8 || y > bottom + 8 || x < left - 8
    return isOutside && document.elementsFromPoint(x, y).includes(each) ? [each.outerHTML] : []
  })
  expect(hits).toEqual([])
})

test('a percent sign in a formula hides nothing of its line', async () => {
  const { container } = await render(view('Growth of $12% \\pm 1$ a year', false))
  await expect
    .poll(() => container.querySelector('math')?.textContent, { timeout: 10_000 })
    .toBe('12%±1')
})
