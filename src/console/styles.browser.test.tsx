import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { MemoryRouter } from 'react-router'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { cdp, page } from 'vitest/browser'

import type { RunStatus } from '#contract/run-status.ts'
import { buildRun, buildThread } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { Rail } from './features/shell/Rail.tsx'
import { ThreadRow } from './features/thread-list/ThreadRow.tsx'
import { Knot } from './features/thread/Knot.tsx'
import { RunBoundary } from './features/thread/RunBoundary.tsx'
import { StatusDot } from './ui/RunState.tsx'

import './styles.css'

const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
const show = (node: ReactNode) =>
  render(
    <QueryClientProvider client={client}>
      <MemoryRouter initialEntries={['/threads']}>{node}</MemoryRouter>
    </QueryClientProvider>,
  )

const emulate = (value: 'active' | 'none') =>
  // Vitest does not type the browser's protocol.
  (cdp() as { send: (method: string, params: object) => Promise<unknown> }).send(
    'Emulation.setEmulatedMedia',
    { features: [{ name: 'forced-colors', value }] },
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
        reachable
        intent={{ on: () => {}, off: () => {} }}
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
