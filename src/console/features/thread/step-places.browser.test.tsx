import '#console/styles.css'
import { expect, test } from 'vitest'

import { CodeView } from '#console/ui/CodeView.tsx'
import { render } from '#testing/render.tsx'

import { paintSteps, revealStep, stepRange, stopSteps } from './step-places.ts'
import { titlePlace } from './title-place.ts'
import { wantedIn } from './wanted.ts'

const WORD = 'quetzalcoatl'
const LOOKED = { wanted: wantedIn(WORD), level: 'all' } as const

test('a place in the code of a call is scrolled to, also sideways, and the panel is not', async () => {
  const { container } = await render(
    <div data-testid="panel" style={{ width: 300, height: 200, overflow: 'auto' }}>
      <div style={{ height: 900, width: 350 }} />
      <div data-call="call_1" style={{ width: 300 }}>
        <CodeView label="Code">{`${'\n'.repeat(60)}${'wide '.repeat(100)}${WORD}\nend`}</CodeView>
      </div>
    </div>,
  )
  // Another font makes the line longer.
  await document.fonts.ready
  const panel = container.querySelector('[data-testid]')
  const isSeen = () => {
    const place = stepRange('call_1', 0, LOOKED)?.getBoundingClientRect()
    const view = panel?.getBoundingClientRect()
    if (!place || !view) return undefined
    return {
      down: place.top >= view.top && place.bottom <= view.bottom,
      sideways: place.left >= view.left && place.right <= view.right,
    }
  }
  revealStep('call_1', 0, LOOKED)
  await expect.poll(isSeen).toEqual({ down: true, sideways: true })
  expect(panel?.scrollLeft).toBe(0)
  stopSteps()
})

test('a title in a header is marked only where a match led to it', async () => {
  await render(
    <>
      <h1 data-title={titlePlace('thread_1')}>A {WORD}</h1>
      <dl data-metadata="thread_1">{WORD} too</dl>
    </>,
  )
  const marked = () => CSS.highlights.get('find-step')?.size ?? 0
  const current = () => [...(CSS.highlights.get('find-step-current') ?? [])].length
  paintSteps(LOOKED, 'thread_1', stepRange('thread_1', 0, LOOKED))
  expect(marked() + current()).toBe(2)
  const title = titlePlace('thread_1')
  paintSteps(LOOKED, title, stepRange(title, 0, LOOKED))
  expect(stepRange(title, 0, LOOKED)?.startContainer.parentElement?.tagName).toBe('H1')
  expect(marked() + current()).toBe(3)
  stopSteps()
})
