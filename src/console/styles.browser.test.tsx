import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import { cdp, page } from 'vitest/browser'

import type { RunStatus } from '#contract/run-status.ts'
import { buildRun, buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { saved } from './features/search/saved.ts'
import { SavedSearches } from './features/search/SavedSearches.tsx'
import { Rail } from './features/shell/Rail.tsx'
import { ThreadRow } from './features/thread-list/ThreadRow.tsx'
import { Knot } from './features/thread/Knot.tsx'
import { RunBoundary } from './features/thread/RunBoundary.tsx'
import { LoadingList } from './pages/LoadingList.tsx'
import { Chip } from './ui/Chip.tsx'
import { StatusDot } from './ui/RunState.tsx'

import './styles.css'

const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
const show = (node: ReactNode) =>
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={['/threads']}>{node}</MemoryRouter>
    </QueryClientProvider>,
  )

const emulate = (value: 'active' | 'none', scheme: 'light' | 'dark' | '' = '') =>
  // Vitest does not type the browser's protocol.
  (cdp() as { send: (method: string, params: object) => Promise<unknown> }).send(
    'Emulation.setEmulatedMedia',
    {
      features: [
        { name: 'forced-colors', value },
        { name: 'prefers-color-scheme', value: scheme },
      ],
    },
  )

/** What is seen of a mark without its colours' names: its form, and whether it is filled. */
const drawn = (element: Element | null) => {
  if (!element) throw new Error('It is not there.')
  const { backgroundColor, borderColor, borderWidth, borderRadius, rotate, boxShadow, outline } =
    getComputedStyle(element)
  return { backgroundColor, borderColor, borderWidth, borderRadius, rotate, boxShadow, outline }
}
const inWords = (element: Element | null) => JSON.stringify(drawn(element))
const outlineOf = (element: Element | null) =>
  element && getComputedStyle(element).outlineStyle === 'solid'
    ? getComputedStyle(element).outlineWidth
    : 'none'

describe('with forced colours', () => {
  beforeEach(() => emulate('active'))
  afterEach(() => emulate('none'))

  // Where all is dark a mark is not: its letters are other ones than those around.
  it.each(['light', 'dark'] as const)(
    'what is found has the letters of a mark: %s',
    async (scheme) => {
      await emulate('active', scheme)
      const { container } = await show(
        <p style={{ color: 'MarkText', background: 'Mark' }}>
          <b style={{ color: 'HighlightText', background: 'Highlight' }}>found</b>
        </p>,
      )
      const coloursOf = (element: Element | null, pseudo?: string) => {
        const { color, backgroundColor } = getComputedStyle(element ?? document.body, pseudo)
        return { color, backgroundColor }
      }
      const mark = container.querySelector('p')
      const strong = container.querySelector('b')
      expect(coloursOf(mark, '::highlight(find)')).toEqual(coloursOf(mark))
      expect(coloursOf(mark, '::highlight(find-current)')).toEqual(coloursOf(strong))
    },
  )

  it('the states of runs have dots of their own form', async () => {
    const states: RunStatus[] = [
      'completed',
      'in_progress',
      'requires_action',
      'failed',
      'incomplete',
      'cancelled',
      'expired',
    ]
    const { container } = await show(
      states.map((status) => <StatusDot key={status} status={status} />),
    )
    const dots = [...container.children]
    expect(new Set(dots.map(inWords)).size).toBe(states.length)
    const canvas = getComputedStyle(document.documentElement).backgroundColor
    for (const dot of dots) expect(drawn(dot).borderColor).not.toBe(canvas)
  })

  it('what narrows a list has a border, as its fill is not seen', async () => {
    await show(
      <ul>
        <Chip text="role: user" otherwise="a" onRemove={() => undefined} />
      </ul>,
    )
    const chip = drawn(page.getByRole('listitem').element())
    const canvas = getComputedStyle(document.documentElement).backgroundColor
    expect(chip.borderWidth).toBe('1px')
    expect(chip.borderColor).not.toBe(canvas)
  })

  it('the frame of the saved search that is made goes around its name', async () => {
    const search = { query: 'refund', order: 'newest' } as const
    saved.add({ name: 'Refunds', ...search })
    await show(<SavedSearches search={search} named={undefined} onNaming={() => undefined} />)
    const link = page.getByRole('link', { name: 'Refunds' }).element()
    expect(outlineOf(link)).toBe('2px')
    const name = link.querySelector('bdi')?.getBoundingClientRect().right ?? Infinity
    expect(link.getBoundingClientRect().right - name).toBeGreaterThan(3)
  })

  it('who wrote, that a run began and that it went wrong is told by the form of a knot', async () => {
    const { container } = await show(
      <>
        <Knot shape="ring" tone="neutral" />
        <Knot shape="disc" tone="ok" />
        <Knot shape="diamond" tone="ok" />
        <Knot shape="disc" tone="attention" />
        <Knot shape="diamond" tone="error" />
      </>,
    )
    const knots = [...container.children]
    expect(new Set(knots.map(inWords)).size).toBe(knots.length)
    const canvas = getComputedStyle(document.documentElement).backgroundColor
    expect(knots.slice(1).map((knot) => drawn(knot).backgroundColor)).not.toContain(canvas)
    expect(drawn(knots[0] ?? null).borderColor).not.toBe(canvas)
  })

  it('the room, the thread and the run that are open have an outline, others no border either', async () => {
    await page.viewport(1280, 800)
    const thread = (id: string, selected: boolean) => (
      <ThreadRow
        thread={buildThread({ id, metadata: { title: id } })}
        order="activity"
        to="/"
        selected={selected}
        isMarked={false}
        isSelecting={false}
        reachable
        intent={{ on: () => {}, off: () => {} }}
        onSelect={() => undefined}
        onFocus={() => undefined}
        onKeyDown={() => undefined}
      />
    )
    const run = (active: boolean) => (
      <RunBoundary
        threadId="thread_1"
        runId={active ? 'run_1' : 'run_2'}
        run={buildRun({ status: 'completed', model: active ? 'open' : 'other' })}
        active={active}
        onOpenRun={() => undefined}
      />
    )
    await show(
      <>
        <Rail />
        {thread('thread_1', true)}
        {thread('thread_2', false)}
        {run(true)}
        {run(false)}
      </>,
    )
    const link = (name: string) => page.getByRole('link', { name, exact: true }).element()
    const rowOf = (name: string) => link(name).closest('.rounded-row')
    const runOf = (name: RegExp) => page.getByRole('button', { name }).element()
    for (const open of [link('Threads'), rowOf('thread_1'), runOf(/open/)])
      expect(outlineOf(open)).toBe('2px')
    const canvas = getComputedStyle(document.documentElement).backgroundColor
    for (const other of [link('Assistants'), rowOf('thread_2'), runOf(/other/)])
      expect(outlineOf(other)).toBe('none')
    for (const other of [link('Assistants'), rowOf('thread_2')])
      expect(drawn(other).borderColor).toBe(canvas)
  })
})

it('the head of a column grows with its text', async () => {
  document.documentElement.style.fontSize = '32px'
  onTestFinished(() => void document.documentElement.style.removeProperty('font-size'))
  await page.viewport(1440, 900)
  await show(<LoadingList />)
  const title = page.getByRole('heading', { name: 'Threads' }).element()
  expect(title.closest('header')?.offsetHeight).toBe(108)
})

/** How a colour of the page's is seen, as red, green and blue. */
const shown = (colour: string): number[] => {
  const context = new OffscreenCanvas(1, 1).getContext('2d')
  if (!context) throw new Error('There is no canvas.')
  context.fillStyle = colour
  context.fillRect(0, 0, 1, 1)
  return [...context.getImageData(0, 0, 1, 1).data].slice(0, 3)
}
/** https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
const luminance = (colour: string): number => {
  const [red = 0, green = 0, blue = 0] = shown(colour).map((of255) => {
    const part = of255 / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
const contrast = (one: string, other: string): number => {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}
const GROUNDS = ['page', 'list', 'rail', 'raise', 'hover']
/** Each colour of text, and what it stands on. */
const TEXTS: [text: string, grounds: string[]][] = [
  [
    'ink',
    [...GROUNDS, 'accent-soft', 'attention-soft', 'error-soft', 'ok-soft', 'mark', 'mark-strong'],
  ],
  ['ink-2', [...GROUNDS, 'accent-soft', 'attention-soft', 'error-soft']],
  ['ink-3', GROUNDS],
  ['accent', [...GROUNDS, 'accent-soft']],
  ['ok', [...GROUNDS, 'ok-soft']],
  ['attention', [...GROUNDS, 'attention-soft']],
  ['error', [...GROUNDS, 'error-soft']],
  ['on-accent', ['accent', 'accent-strong']],
  ['on-error', ['error']],
]

describe.each(['light', 'dark'])('in %s colours', (theme) => {
  beforeEach(() => document.documentElement.setAttribute('data-theme', theme))
  afterEach(() => document.documentElement.removeAttribute('data-theme'))

  it.each(TEXTS)('%s can be read wherever it stands', (text, grounds) => {
    const style = getComputedStyle(document.documentElement)
    const valueOf = (name: string) => style.getPropertyValue(`--${name}`)
    const ratios = grounds.map((on) => [on, contrast(valueOf(text), valueOf(on))] as const)
    expect(ratios.filter(([, ratio]) => ratio < 4.5)).toEqual([])
  })
})

it('boxes to tick grow with the text', async () => {
  const { container } = await show(
    <label className="flex">
      <input type="checkbox" />
      <input type="radio" />
      <span className="w-full">Image</span>
    </label>,
  )
  const sizes = () =>
    [...container.querySelectorAll('input')].map((box) => {
      const { width, height } = box.getBoundingClientRect()
      return [width, height]
    })
  expect(sizes()).toEqual([
    [13, 13],
    [13, 13],
  ])
  document.documentElement.style.fontSize = '32px'
  onTestFinished(() => void (document.documentElement.style.fontSize = ''))
  expect(sizes()).toEqual([
    [26, 26],
    [26, 26],
  ])
})

const mediaIn = (rules: CSSRuleList): string[] =>
  [...rules].flatMap((rule) => [
    ...(rule instanceof CSSMediaRule ? [rule.conditionText] : []),
    ...('cssRules' in rule && rule.cssRules instanceof CSSRuleList ? mediaIn(rule.cssRules) : []),
  ])

it('a window is narrow, or low, for the text that the reader has', () => {
  const sizes = [...document.styleSheets]
    .flatMap(({ cssRules }) => mediaIn(cssRules))
    .filter((media) => /width|height/.test(media))
  expect(sizes.some((media) => media.includes('height'))).toBe(true)
  expect(sizes.filter((media) => /\dpx/.test(media))).toEqual([])
})
