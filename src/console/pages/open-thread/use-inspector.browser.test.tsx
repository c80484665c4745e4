import { MemoryRouter, Route, Routes, useLocation, useNavigate } from 'react-router'
import { beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { render } from '#testing/render.tsx'

import { useInspector } from './use-inspector.ts'

beforeEach(() => localStorage.clear())

const Thread = () => {
  const navigate = useNavigate()
  const { search, key } = useLocation()
  const { shown, openRun, close, turn } = useInspector('thread_1', 'thread', true)
  return (
    <>
      <output data-entry={key}>{`${search || 'no run'}, ${shown ? 'shown' : 'hidden'}`}</output>
      <button onClick={() => openRun('run_a')}>Open a</button>
      <button onClick={() => openRun('run_b')}>Open b</button>
      <button onClick={() => turn({ tab: 'run', run: 'run_new' })}>Begin</button>
      <button onClick={() => turn({ tab: 'thread' })}>Thread tab</button>
      <button onClick={close}>Close</button>
      <button onClick={() => void navigate(-1)}>Back</button>
      <button onClick={() => void navigate(1)}>Forward</button>
    </>
  )
}

const show = (search = '') =>
  render(
    <MemoryRouter initialEntries={['/threads', `/threads/thread_1${search}`]} initialIndex={1}>
      <Routes>
        <Route path="/threads" element={<output>list</output>} />
        <Route path="/threads/:threadId" element={<Thread />} />
      </Routes>
    </MemoryRouter>,
  )
const press = async (...names: string[]) => {
  for (const name of names) await page.getByRole('button', { name }).click()
}
const at = (text: string) => expect.element(page.getByRole('status')).toHaveTextContent(text)
const A = '?run=run_a&tab=run, shown'
const B = '?run=run_b&tab=run, shown'

for (const width of [1440, 1024, 390]) {
  const without = `no run, ${width === 1440 ? 'shown' : 'hidden'}`

  test(`at ${width} each run that is opened is a step back and forward`, async () => {
    await page.viewport(width, 800)
    await show()
    await press('Open a', 'Open b')
    await at(B)
    await press('Back')
    await at(A)
    await press('Back')
    await at(without)
    await press('Forward')
    await at(A)
  })

  test(`at ${width} closing leads back to the thread, and one step further to the list`, async () => {
    await page.viewport(width, 800)
    await show()
    await press('Open a', 'Open a', 'Open b', 'Begin', 'Close')
    await at('no run, hidden')
    await press('Back')
    await at('list')
  })

  test(`at ${width} an address of a run is closed where it stands`, async () => {
    await page.viewport(width, 800)
    await show('?run=run_a&tab=run')
    await press('Open b', 'Close')
    await at('no run, hidden')
    await press('Back')
    await at(A)
  })
}

test('the tab that is chosen already is no new step, which would follow a link to a message again', async () => {
  await page.viewport(1440, 800)
  await show()
  const entry = () => page.getByRole('status').element().getAttribute('data-entry')
  await press('Thread tab')
  await at('?tab=thread, shown')
  const before = entry()
  await press('Thread tab')
  expect(entry()).toBe(before)
  await press('Open a')
  await at(A)
  expect(entry()).not.toBe(before)
})
