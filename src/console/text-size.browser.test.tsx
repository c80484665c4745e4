import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { page } from 'vitest/browser'

import { emptyLiveRun } from '#console/api/live-run.ts'
import { buildRun, buildRunStep, buildSummary, buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { Composer } from './features/composer/Composer.tsx'
import { RunView } from './features/run/RunView.tsx'
import { ThreadRow } from './features/thread-list/ThreadRow.tsx'
import { RunBoundary } from './features/thread/RunBoundary.tsx'

import './styles.css'

/** What readers may do to text (WCAG 1.4.4 and 1.4.12). */
const SHEETS: [name: string, css: string][] = [
  ['of twice the size', ':root { font-size: 200% }'],
  [
    'spaced',
    `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
     p { margin-bottom: 2em !important }`,
  ],
]

const show = (node: ReactNode) =>
  render(
    <QueryClientProvider
      client={new QueryClient({ defaultOptions: { queries: { enabled: false } } })}
    >
      <MemoryRouter initialEntries={['/threads']}>{node}</MemoryRouter>
    </QueryClientProvider>,
  )

interface Line {
  node: Node
  part: Element
  rect: DOMRect
}

/** Each line of text that is for the eye. */
const linesIn = (container: Element): Line[] => {
  const lines: Line[] = []
  const walker = document.createTreeWalker(container, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { currentNode: node } = walker
    const part = node.parentElement
    if (!part || node.textContent?.trim() === '' || part.closest('.sr-only')) continue
    const range = document.createRange()
    range.selectNodeContents(node)
    for (const rect of range.getClientRects()) if (rect.width > 1) lines.push({ node, part, rect })
  }
  expect(lines.length).toBeGreaterThan(2)
  return lines
}

/** The part of a line that is seen; undefined where what hides it can be scrolled, or says so by dots. */
const seenOf = ({ part, rect }: Line): DOMRect | undefined => {
  let { left, right, top, bottom } = rect
  for (let box: Element | null = part; box && box !== document.body; box = box.parentElement) {
    const { overflowX, overflowY, webkitLineClamp } = getComputedStyle(box)
    if (/auto|scroll/.test(overflowX + overflowY) || webkitLineClamp !== 'none') return undefined
    const edge = box.getBoundingClientRect()
    if (overflowX !== 'visible')
      [left, right] = [Math.max(left, edge.left), Math.min(right, edge.right)]
    if (overflowY !== 'visible')
      [top, bottom] = [Math.max(top, edge.top), Math.min(bottom, edge.bottom)]
  }
  return new DOMRect(left, top, right - left, bottom - top)
}

const name = ({ part }: Line) => `${part.tagName} ${part.textContent.slice(0, 40)}`

/** The lines that lack letters at the top or the bottom: letters are as high as their size. */
const clippedIn = (container: Element): string[] =>
  linesIn(container)
    .filter((line) => {
      const seen = seenOf(line)
      return seen && seen.height < Number.parseFloat(getComputedStyle(line.part).fontSize) - 1
    })
    .map(name)

/** The lines that lie over one another. */
const overlapsIn = (container: Element): string[] => {
  const lines = linesIn(container).flatMap((line) => {
    const seen = seenOf(line)
    return seen ? [{ line, seen }] : []
  })
  return lines.flatMap((one, at) =>
    lines.slice(at + 1).flatMap((other) => {
      const [a, b] = [one.seen, other.seen]
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      // What is above and below letters may touch.
      // Where a line ends in dots its text is told twice.
      if (one.line.node === other.line.node) return []
      const isOver = across > 2 && along > Math.min(a.height, b.height) / 2
      return isOver ? [`${name(one.line)} | ${name(other.line)}`] : []
    }),
  )
}

const noop = () => undefined
const CALL = {
  id: 'call_1',
  type: 'function' as const,
  function: {
    name: 'get_booking_of_customer',
    arguments: '{"pnr":"6XK2QP"}',
    output: '{"error":"no such booking"}',
  },
}
const BEGAN = 1_700_000_000
const END = { created_at: BEGAN, completed_at: BEGAN + 61, status: 'completed' as const }
const run = buildRun({
  ...END,
  model: 'gpt-4o-2024-11-20',
  usage: { prompt_tokens: 12_000, completion_tokens: 345, total_tokens: 12_345 },
})
const steps = [
  buildRunStep({
    ...END,
    id: 'step_1',
    type: 'tool_calls',
    step_details: { type: 'tool_calls', tool_calls: [CALL] },
  }),
  buildRunStep({ ...END, id: 'step_2' }),
]
const title = 'Where is the parcel that I sent to Bonn in May?'

/** Parts of the page, each in the width that it is given on a screen of 1280. */
const PARTS: { name: string; width: number; node: ReactNode }[] = [
  {
    name: 'the row of a thread',
    width: 344,
    node: (
      <ThreadRow
        thread={buildThread({
          metadata: { title, team: 'returns' },
          summary: buildSummary({ title, preview: 'It left on Monday.', message_count: 4 }),
        })}
        order="activity"
        to="/"
        selected
        isMarked={false}
        isSelecting={false}
        reachable
        intent={{ on: noop, off: noop }}
        onSelect={noop}
        onFocus={noop}
        onKeyDown={noop}
      />
    ),
  },
  {
    name: 'the boundary of a run',
    width: 560,
    node: <RunBoundary threadId="thread_1" runId={run.id} run={run} active onOpenRun={noop} />,
  },
  {
    name: 'a run',
    width: 376,
    node: (
      <RunView
        detail={{
          run,
          steps,
          live: { ...emptyLiveRun('thread_1', run.id), connection: 'ended' },
          isLoading: { steps: false, events: false },
          error: null,
          retry: noop,
        }}
        onStarted={noop}
        onNew={noop}
        onNewest={noop}
      />
    ),
  },
  { name: 'the composer', width: 560, node: <Composer threadId="thread_1" /> },
]

describe.each(SHEETS)('text %s', (_, css) => {
  beforeEach(async () => {
    await page.viewport(1280, 800)
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets.push(sheet)
    vi.stubGlobal('fetch', () => new Promise(() => {}))
  })
  afterEach(() => {
    document.adoptedStyleSheets.pop()
    vi.unstubAllGlobals()
  })

  it.each(PARTS)('is cut and covered nowhere in $name', async ({ width, node }) => {
    const { container } = await show(<div style={{ width }}>{node}</div>)
    expect(clippedIn(container)).toEqual([])
    expect(overlapsIn(container)).toEqual([])
    expect(container.firstElementChild?.scrollWidth).toBeLessThanOrEqual(width)
  })
})

it('what is cut and what is covered is found', async () => {
  const { container } = await show(
    <>
      <p style={{ height: 8, overflow: 'hidden' }}>One line</p>
      <p style={{ height: 40, overflow: 'auto' }}>In what scrolls</p>
      <p style={{ position: 'absolute', top: 200 }}>Below</p>
      <p style={{ position: 'absolute', top: 204 }}>Above</p>
    </>,
  )
  expect(clippedIn(container)).toEqual(['P One line'])
  expect(overlapsIn(container)).toEqual(['P Below | P Above'])
})
