import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { Ellipsis, PanelRightOpen } from 'lucide-react'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { page } from 'vitest/browser'

import '#console/styles.css'
import { threadQuery, threadsQuery } from '#console/api/threads.ts'
import { IconButton } from '#console/ui/IconButton.tsx'
import { buildSummary, buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { FindBar } from './FindBar.tsx'
import { ThreadHeader } from './ThreadHeader.tsx'

const LONG = 'Where is my order that was sent two weeks ago and has not come to the right address'
const RIGHT_TO_LEFT = 'שלום מה שלום ההזמנה שלי שנשלחה לפני שבועיים ועדיין לא הגיעה אל הכתובת הנכונה'

const show = (client: QueryClient, threadId: string) =>
  render(
    <QueryClientProvider client={client}>
      <div style={{ width: 500 }}>
        <ThreadHeader
          threadId={threadId}
          start={null}
          actions={null}
          onFirst={() => undefined}
          onLast={() => undefined}
        />
      </div>
    </QueryClientProvider>,
  )
const showTitle = async (title: string) => {
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const thread = buildThread({ metadata: { title } })
  client.setQueryData(threadQuery(thread.id).queryKey, thread)
  await show(client, thread.id)
  return page.getByRole('heading', { name: title }).element()
}

/** The parts of a telephone's page that stand above the messages of a thread, with text of a size. */
const showOnTelephone = async (size: string, width = 390) => {
  await page.viewport(width, 844)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(`:root { font-size: ${size} }`)
  document.adoptedStyleSheets.push(sheet)
  onTestFinished(() => void document.adoptedStyleSheets.pop())
  const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
  const thread = buildThread({ metadata: { title: LONG } })
  client.setQueryData(threadQuery(thread.id).queryKey, thread)
  const noop = () => undefined
  await render(
    <QueryClientProvider client={client}>
      <div className="flex flex-col">
        <ThreadHeader
          threadId={thread.id}
          start={<span className="-ms-2 size-9 shrink-0" />}
          actions={
            <>
              <IconButton label="Actions" icon={Ellipsis} />
              <IconButton label="Show inspector" icon={PanelRightOpen} />
            </>
          }
          onFirst={noop}
          onLast={noop}
        />
        <FindBar
          threadId={thread.id}
          loaded={[]}
          sought={undefined}
          kept={undefined}
          onShow={noop}
          onOpenCall={noop}
          onClose={noop}
        />
      </div>
    </QueryClientProvider>,
  )
  await expect.element(page.getByRole('button', { name: 'Next place' })).toBeVisible()
  const rectOf = (element: Element) => element.getBoundingClientRect()
  const button = (name: string) => rectOf(page.getByRole('button', { name }).element())
  return {
    title: rectOf(page.getByRole('heading').element()),
    field: rectOf(page.getByRole('textbox').element()),
    button,
  }
}

beforeEach(() => page.viewport(1280, 800))

it('on a telephone title and field have a row of their own where text is of twice the size', async () => {
  const { title, field, button } = await showOnTelephone('200%')
  // The edges and the paddings apart, all of the window.
  expect(title.width).toBeGreaterThan(300)
  expect(field.width).toBeGreaterThan(300)
  expect(title.top).toBeGreaterThanOrEqual(button('First message').bottom)
  expect(field.bottom).toBeLessThanOrEqual(button('Next place').top)
  for (const name of ['First message', 'Actions', 'Show inspector', 'Next place', 'Close'])
    expect(button(name).right, name).toBeLessThanOrEqual(390)
  expect(button('Actions').top).toBe(button('First message').top)
  expect(button('Close').top).toBe(button('Next place').top)
})

it('on a telephone they stand beside the buttons where text is of the usual size', async () => {
  const { title, field, button } = await showOnTelephone('100%')
  expect(title.top).toBeLessThan(button('First message').bottom)
  expect(title.bottom).toBeGreaterThan(button('First message').top)
  expect(field.top).toBeLessThan(button('Next place').bottom)
  expect(field.bottom).toBeGreaterThan(button('Next place').top)
})

it.each([
  ['200%', 320],
  ['200%', 390],
  ['100%', 390],
])('the buttons of finding keep their places whatever is told: text of %s', async (size, width) => {
  vi.stubGlobal('fetch', () => new Promise(() => {}))
  onTestFinished(() => void vi.unstubAllGlobals())
  const { button } = await showOnTelephone(size, width)
  const told = page.getByRole('search').getByRole('status')
  const places = () =>
    ['Previous place', 'Next place', 'Close'].map((name) => {
      const { left, top } = button(name)
      return [left, top]
    })
  const first = places()
  await page.getByRole('textbox').fill('numbat')
  await expect.element(told).toHaveTextContent('0 read…')
  expect(places()).toEqual(first)
  for (const text of [
    '1 of 1',
    '1,234 of 10,000+…',
    'Opening the text…',
    'Not found, not all read',
  ]) {
    told.element().textContent = text
    expect(places(), text).toEqual(first)
  }
})

describe('the header of a thread', () => {
  it.each([
    ['First message', 'lucide-chevrons-up'],
    ['Last message', 'lucide-chevrons-down'],
  ])('%s has an icon that looks like no upload or download', async (label, icon) => {
    await showTitle('Parcel')
    const svg = page.getByRole('button', { name: label }).element().querySelector('svg')
    expect(svg?.classList.contains(icon)).toBe(true)
    // No line stands for a shaft, or for what something is taken from.
    for (const path of svg?.querySelectorAll('path') ?? [])
      expect(path.getAttribute('d')).toMatch(/^m[\d\s-]+$/)
    expect(svg?.querySelectorAll('line, rect')).toHaveLength(0)
  })

  it.each([LONG, RIGHT_TO_LEFT])('shows the beginning of its title: %s', async (title) => {
    const heading = await showTitle(title)
    const text = heading.querySelector('span')?.firstChild
    if (!text?.parentElement) throw new Error('There is no title.')
    const range = document.createRange()
    range.setStart(text, 0)
    range.setEnd(text, 1)
    const [first, box] = [range, text.parentElement].map((each) => each.getBoundingClientRect())
    expect(text.parentElement.scrollWidth).toBeGreaterThan(text.parentElement.clientWidth)
    expect(first?.left).toBeGreaterThanOrEqual((box?.left ?? NaN) - 1)
    expect(first?.right).toBeLessThanOrEqual((box?.right ?? NaN) + 1)
  })

  it.each([
    ['text of twice the size', ':root { font-size: 200% }'],
    [
      'text that is spaced as readers may',
      `* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important }
       p { margin-bottom: 2em !important }`,
    ],
  ])('has room for %s', async (_, css) => {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    document.adoptedStyleSheets.push(sheet)
    onTestFinished(() => void document.adoptedStyleSheets.pop())
    const heading = await showTitle(LONG)
    const header = heading.closest('header')
    const box = header?.getBoundingClientRect()
    if (!header || !box) throw new Error('There is no header.')
    expect(header.scrollHeight).toBeLessThanOrEqual(header.clientHeight)
    for (const part of header.querySelectorAll('h1, h1 span, p, code, button')) {
      const { top, bottom } = part.getBoundingClientRect()
      expect(top, part.tagName).toBeGreaterThanOrEqual(box.top)
      expect(bottom, part.tagName).toBeLessThanOrEqual(box.bottom)
      // Letters are as high as their size, whatever the height of a line.
      if (part.matches('h1 span, code')) {
        const size = Number.parseFloat(getComputedStyle(part).fontSize)
        expect(part.getBoundingClientRect().height).toBeGreaterThanOrEqual(size)
      }
    }
  })

  it.each([true, undefined])(
    'tells how many messages it has unless it is partial: %s',
    async (partial) => {
      const client = new QueryClient({ defaultOptions: { queries: { staleTime: Infinity } } })
      const summary = buildSummary({ message_count: 3, partial })
      const thread = buildThread({ metadata: { title: 'Parcel' }, summary })
      client.setQueryData(threadQuery(thread.id).queryKey, thread)
      await show(client, thread.id)
      await expect.element(page.getByRole('heading', { name: 'Parcel' })).toBeVisible()
      expect(page.getByText('3 messages').elements()).toHaveLength(partial ? 0 : 1)
    },
  )

  it('has the title that the list tells, before the thread is there', async () => {
    vi.stubGlobal('fetch', () => new Promise(() => {}))
    onTestFinished(() => void vi.unstubAllGlobals())
    const client = new QueryClient()
    const thread = buildThread({ metadata: { title: 'Told by the list' } })
    client.setQueryData(threadsQuery({ order: 'activity', metadata: {} }).queryKey, {
      pages: [{ threads: [thread], hasAbove: false, hasBelow: false }],
      pageParams: ['opening'],
    })
    await show(client, thread.id)
    await expect
      .element(page.getByRole('heading', { name: 'Told by the list', exact: true }))
      .toBeVisible()
  })
})
