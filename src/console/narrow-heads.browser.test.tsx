import '#console/styles.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import { buildAssistant, buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { AssistantEditor } from './features/assistant/AssistantEditor.tsx'
import { AssistantList } from './features/assistant/AssistantList.tsx'
import { selectedThreads } from './features/thread-list/selected-threads.ts'
import { ThreadList } from './features/thread-list/ThreadList.tsx'
import { NewThread } from './pages/open-thread/NewThread.tsx'

const noop = () => undefined
const BACK = (
  <button type="button" className="-ms-2 size-9 shrink-0">
    ‹
  </button>
)
const ASSISTANT = buildAssistant({ name: 'Support of customers' })
const editor = { isGone: false, back: BACK, onCopied: noop, onSaved: noop, onDeleted: noop }
const HEADS: Record<string, ReactNode> = {
  threads: (
    <ThreadList
      filters={{ order: 'activity', metadata: {} }}
      tab={undefined}
      search={null}
      queryFilters={null}
      onFilters={noop}
      onClear={undefined}
      onOpen={noop}
    />
  ),
  assistants: <AssistantList selected={undefined} onNew={noop} />,
  'an assistant': <AssistantEditor {...editor} assistant={ASSISTANT} />,
  'a new assistant': <AssistantEditor {...editor} assistant={undefined} />,
  'a new thread': <NewThread start={BACK} onMade={noop} createAssistant={() => null} />,
}

beforeEach(() => void vi.stubGlobal('fetch', () => new Promise(() => {})))
afterEach(() => void vi.unstubAllGlobals())

const show = async (name: string, width: number, size: string) => {
  await page.viewport(width, 800)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`:root { font-size: ${size} }`)
  document.adoptedStyleSheets.push(sheet)
  onTestFinished(() => void document.adoptedStyleSheets.pop())
  await render(
    <QueryClientProvider client={new QueryClient()}>
      <MemoryRouter>
        <div className="flex h-dvh flex-col">{HEADS[name]}</div>
      </MemoryRouter>
    </QueryClientProvider>,
  )
  await expect.poll(() => document.querySelector('header')).not.toBeNull()
  const boxOf = (element: Element) => element.getBoundingClientRect()
  const all = [...document.querySelectorAll('header :is(h1, h2, p, button, input)')].map(
    (element) => ({ name: `${element.tagName} ${element.textContent}`, box: boxOf(element) }),
  )
  const [header] = [...document.querySelectorAll('header')].map(boxOf)
  if (!header) throw new Error('There is no header.')
  // What is only spoken is one pixel wide.
  return { header, parts: all.filter(({ box }) => box.width > 1) }
}
type Shown = Awaited<ReturnType<typeof show>>

const middle = ({ top, bottom }: DOMRect) => (top + bottom) / 2
/** What lies over one another or outside of the header, or touches its edge. */
const troubles = ({ header, parts }: Shown): string[] => [
  ...parts.flatMap(({ name, box }) =>
    box.top < header.top + 3 ||
    box.bottom > header.bottom - 3 ||
    box.left < header.left ||
    box.right > header.right
      ? [`${name} is at the edge`]
      : [],
  ),
  ...parts.flatMap((one, at) =>
    parts.slice(at + 1).flatMap((other) => {
      const [a, b] = [one.box, other.box]
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
      const along = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
      // A button beside the id stands in its line.
      const isWithin = one.name.startsWith('P ') && other.box.height <= one.box.height + 1
      return across > 1 && along > 1 && !isWithin ? [`${one.name} | ${other.name}`] : []
    }),
  ),
]

const LARGE = [390, 320].flatMap((width) =>
  Object.keys(HEADS).map((name) => [name, width] as const),
)

test.each(LARGE)('the head of %s has room at %i pixels with large text', async (name, width) => {
  const shown = await show(name, width, '200%')
  expect(troubles(shown)).toEqual([])
  // At most two rows.
  expect(shown.header.height).toBeLessThan(200)
  const [title] = document.querySelectorAll('header :is(h1, h2):not(.sr-only), header input')
  const least = Math.min(title?.scrollWidth ?? NaN, width / 2)
  expect(title?.clientWidth).toBeGreaterThanOrEqual(least)
})

test('on a telephone with large text the title of the list and its buttons have one row', async () => {
  const { parts } = await show('threads', 390, '200%')
  const [title] = parts
  for (const { box } of parts) expect(middle(box)).toBeCloseTo(middle(title?.box ?? box), 0)
  await expect.element(page.getByRole('button', { name: 'Filter' })).toBeVisible()
  await expect.element(page.getByRole('button', { name: 'New thread' })).toBeVisible()
})

test('what is done with the selected threads has a row below their number', async () => {
  for (let at = 0; at < 12; at += 1) selectedThreads.toggle(buildThread({ id: `thread_${at}` }))
  onTestFinished(() => selectedThreads.clear())
  const shown = await show('threads', 390, '200%')
  expect(troubles(shown)).toEqual([])
  const boxOf = (label: string) =>
    page.getByRole('button', { name: label }).element().getBoundingClientRect()
  expect(middle(boxOf('Select all'))).toBeCloseTo(
    middle(boxOf('More actions on the selected threads')),
    0,
  )
})

test.each(Object.keys(HEADS))('the head of %s has one row with the usual text', async (name) => {
  const shown = await show(name, 390, '100%')
  expect(troubles(shown)).toEqual([])
  expect(shown.header.height).toBeLessThan(64)
})

test('with the usual text the buttons of the list have their words', async () => {
  await show('threads', 344, '100%')
  for (const word of ['Filter', 'New']) {
    const box = page.getByText(word, { exact: true }).element().getBoundingClientRect()
    expect(box.width, word).toBeGreaterThan(10)
  }
})
