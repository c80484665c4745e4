import { expect, onTestFinished, test } from 'vitest'

import { frames, message, row, showList, topOf } from '#testing/message-list.tsx'
import { render } from '#testing/render.tsx'

import { bringIntoView, rangeOf } from './find-place.ts'
import type { Looked } from './highlights.ts'
import { wantedIn } from './wanted.ts'

const WORD = 'quetzalcoatl'
const findIn = (index: number) => ({ rowId: `msg_${index}`, nth: 0, isExact: true })
const LOOKED: Looked = { wanted: wantedIn(WORD), level: 'all' }
const paragraphs = (count: number) => 'A line of a long account.\n\n'.repeat(count)
/** A message of its own for each test: what was opened once stays open. */
const long = (index: number) => [
  message(index, { text: `${paragraphs(1200)}${WORD}\n\n${paragraphs(200)}` }),
  message(index + 1, { text: 'Thank you.' }),
]
const isSeen = (log: HTMLElement, index: number) => {
  const place = rangeOf(findIn(index), LOOKED)?.getBoundingClientRect()
  const view = log.getBoundingClientRect()
  return place !== undefined && place.top >= view.top && place.bottom <= view.bottom
}

test('a place far down in a long text is shown once the text is opened that far', async () => {
  const { log } = await showList(long(1), { hasOlder: false })
  const told: boolean[] = []
  bringIntoView(findIn(1), LOOKED, (isOpening) => told.push(isOpening))
  await expect.poll(() => isSeen(log, 1), { timeout: 30_000 }).toBe(true)
  expect(told[0]).toBe(true)
  expect(told.at(-1)).toBe(false)
}, 60_000)

test('a reader who goes elsewhere meanwhile stays there, and is led back when asking again', async () => {
  const { log } = await showList(long(11), { hasOlder: false })
  let isOpening = false
  const bring = (onOpening?: () => void) =>
    bringIntoView(findIn(11), LOOKED, (is) => {
      isOpening = is
      if (is) onOpening?.()
    })
  // At once: a fast machine has opened all of it some frames later.
  await new Promise<void>((resolve) => void bring(resolve))
  log.dispatchEvent(new WheelEvent('wheel', { bubbles: true }))
  expect(isOpening).toBe(false)
  const asked = row(11)?.querySelectorAll('[data-shows-more]').length
  await frames(30)
  expect(isSeen(log, 11)).toBe(false)
  expect(row(11)?.querySelectorAll('[data-shows-more]').length).toBe(asked)
  bring()
  await expect.poll(() => isSeen(log, 11), { timeout: 30_000 }).toBe(true)
  expect(topOf(11)).toBeLessThan(-10_000)
}, 60_000)

test.each(['16px', '32px'])(
  'with text of %s a place is brought out from under the way to the end',
  async (size) => {
    document.documentElement.style.fontSize = size
    onTestFinished(() => void document.documentElement.style.removeProperty('font-size'))
    const { container } = await render(
      <main>
        <div data-pane="messages" style={{ height: 400, overflow: 'auto' }}>
          <div data-message="msg_31">
            <div data-message-content>
              <p style={{ height: '360px', margin: 0 }}>A long account.</p>
              <p style={{ height: 1000, margin: 0, fontSize: 10, lineHeight: '12px' }}>{WORD}</p>
            </div>
          </div>
        </div>
      </main>,
    )
    const log = container.querySelector<HTMLElement>('[data-pane]')
    bringIntoView(findIn(31), LOOKED, () => undefined)
    await expect.poll(() => log?.scrollTop).toBeGreaterThan(100)
  },
)

/** A message whose text opens no faster than the test lets it. */
const showSlow = async () => {
  const { container } = await render(
    <main>
      <div data-pane="messages" style={{ height: 300, overflow: 'auto' }}>
        <div data-message="msg_21">
          <div data-message-content>
            <p style={{ height: 3000 }}>A long account.</p>
          </div>
        </div>
      </div>
    </main>,
  )
  const log = container.querySelector<HTMLElement>('[data-pane]')
  const content = container.querySelector('[data-message-content]')
  if (!log || !content) throw new Error('It is not there.')
  const opens = document.createElement('span')
  const button = document.createElement('button')
  button.dataset['showsMore'] = ''
  // The last part is asked for: nothing is left to press while it is on its way.
  button.addEventListener('click', () => {
    button.replaceWith(opens)
    opens.dataset['opens'] = '0'
  })
  content.after(button)
  return {
    log,
    opens,
    end: () => {
      const last = document.createElement('p')
      last.textContent = WORD
      content.append(last)
      opens.remove()
    },
  }
}

test('it is waited for while more of the text comes, and the list stays where it is', async () => {
  const { log, opens, end } = await showSlow()
  log.scrollTop = 500
  const told: boolean[] = []
  bringIntoView(findIn(21), LOOKED, (isOpening) => told.push(isOpening))
  // More frames in all than it has patience, with news among them.
  for (let step = 1; step <= 3; step += 1) {
    await frames(100)
    opens.dataset['opens'] = String(step)
    expect([log.scrollTop, told]).toEqual([500, [true]])
  }
  await frames(10)
  end()
  await expect.poll(() => isSeen(log, 21)).toBe(true)
  expect(told.at(-1)).toBe(false)
})

test('where nothing more comes it is given up', async () => {
  await showSlow()
  const told: boolean[] = []
  bringIntoView(findIn(21), LOOKED, (isOpening) => told.push(isOpening))
  await frames(100)
  expect(told).toEqual([true])
  await expect.poll(() => told, { timeout: 10_000 }).toEqual([true, false])
})

test('a place far to the side in code is scrolled to there, and in the next line back', async () => {
  const code = `\`\`\`\n${'wide '.repeat(100)}${WORD}\n${WORD}\n\`\`\``
  const { log } = await showList([message(31, { text: code })], { hasOlder: false })
  // Another font makes the line longer.
  await document.fonts.ready
  const isShown = (nth: number) => {
    const place = rangeOf({ ...findIn(31), nth }, LOOKED)?.getBoundingClientRect()
    const view = row(31)?.querySelector('pre')?.getBoundingClientRect()
    return place && view && place.left >= view.left && place.right <= view.right
  }
  for (const nth of [0, 1]) {
    expect(isShown(nth)).toBe(false)
    bringIntoView({ ...findIn(31), nth }, LOOKED, () => undefined)
    await expect.poll(() => isShown(nth)).toBe(true)
    expect(log.scrollLeft).toBe(0)
  }
})
