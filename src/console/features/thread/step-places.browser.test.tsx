import '#console/styles.css'
import { expect, test } from 'vitest'

import { CodeView, JsonView } from '#console/ui/CodeView.tsx'
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

test('of the places in a call that is marked which a search showed', async () => {
  const given = { order: 'A-1', reason: `the ${WORD} was late`, note: `a ${WORD} too` }
  const answer = { state: 'held', why: `no ${WORD} before Monday`, words: [`${WORD} again`] }
  const { container } = await render(
    <div data-step="step_1">
      <div data-call="call_1">
        <p>find_{WORD}</p>
        <JsonView label="Arguments" value={JSON.stringify(given)} />
        <div data-output>
          <JsonView label="Output" value={JSON.stringify(answer)} />
        </div>
      </div>
      <div data-call="call_2">
        <p>ask_{WORD}</p>
      </div>
    </div>,
  )
  const whole = `find_${WORD} ${JSON.stringify(given)} ${JSON.stringify(answer)} ask_${WORD}`
  const places = [...whole.matchAll(new RegExp(WORD, 'g'))].map(({ index }) => index)
  const marks = places.map((place) => {
    const from = Math.max(0, place - 22)
    const said = { text: `…${whole.slice(from, place + 60)}…`, at: place - from + 1 }
    return stepRange('step_1', said, LOOKED)
  })
  const drawn = document.createRange()
  drawn.selectNodeContents(container)
  const nth = marks.map((mark) => {
    if (!mark) return undefined
    drawn.setEnd(mark.startContainer, mark.startOffset)
    return drawn.toString().split(WORD).length - 1
  })
  expect(nth).toEqual([0, 1, 2, 3, 4, 5])
  // Without one it is in what came out of the call.
  expect(stepRange('step_1', 0, LOOKED)?.toString()).toBe(WORD)
  stopSteps()
})
