import { expect, test, vi } from 'vitest'

import { render } from '#testing/render.tsx'

import { useTicking } from './use-ticking.ts'

const PACE = 37

const Counting = ({ isGoing = true }: { isGoing?: boolean }) => (
  <p data-now>{useTicking(isGoing, PACE)}</p>
)
const shown = () => [...document.querySelectorAll('[data-now]')].map((each) => each.textContent)

test('all that counts at one pace has one clock, which ends with the last of it', async () => {
  const begun = vi.spyOn(window, 'setInterval')
  const ended = vi.spyOn(window, 'clearInterval')
  const clocks = () => begun.mock.calls.flatMap(([, pace], at) => (pace === PACE ? [at] : []))
  const { rerender } = await render([<Counting key="a" />])
  rerender([<Counting key="a" />, <Counting key="b" />, <Counting key="c" isGoing={false} />])
  await expect.poll(() => shown().length).toBe(3)
  const [, , stopped] = shown()
  await expect.poll(() => shown()[1] === shown()[0] && shown()[1] !== stopped).toBe(true)
  expect(shown()[2]).toBe(stopped)
  expect(clocks()).toHaveLength(1)

  const timer: unknown = begun.mock.results[clocks()[0] ?? 0]?.value
  rerender([<Counting key="b" />])
  await expect.poll(() => shown().length).toBe(1)
  expect(ended).not.toHaveBeenCalledWith(timer)
  rerender([])
  await expect.poll(() => ended.mock.calls.some(([id]) => id === timer)).toBe(true)
})
