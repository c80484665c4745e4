import '#console/styles.css'
import { useState } from 'react'
import { MemoryRouter } from 'react-router'
import { expect, test } from 'vitest'
import { page } from 'vitest/browser'

import { runAction } from '#console/hooks/use-action.ts'
import type { ComparePlace } from '#console/paths.ts'
import { buildMessage } from '#testing/builders.ts'
import { render } from '#testing/render.tsx'

import { Comparison } from './Comparison.tsx'
import { messageEntry } from './entries.ts'

const dataOf = (texts: readonly string[]) => ({
  sections: [{ title: 'Settings', facts: [{ name: 'Model', text: texts[0] ?? '' }] }],
  entries: texts.map((text, at) =>
    messageEntry(buildMessage({ text, role: at % 2 === 0 ? 'user' : 'assistant' })),
  ),
})

const Shown = ({ left, right }: { left: readonly string[]; right: readonly string[] }) => {
  const [place, setPlace] = useState<ComparePlace>({})
  const [sides] = useState(() => ({ left: dataOf(left), right: dataOf(right) }))
  return (
    <MemoryRouter>
      <main className="@container flex h-[600px] flex-col">
        <Comparison {...sides} place={place} onPlace={(next) => setPlace(next)} />
      </main>
    </MemoryRouter>
  )
}

const many = (change: (at: number) => string) =>
  Array.from({ length: 400 }, (_, at) => `${change(at)} of message ${at}`)

const focused = () => document.activeElement?.textContent ?? ''

test('differences are gone through one by one, around the end, and what is equal is folded', async () => {
  await page.viewport(1280, 800)
  await render(
    <Shown
      left={many(() => 'text')}
      right={many((at) => (at === 150 || at === 350 ? 'words' : 'text'))}
    />,
  )
  const count = page.getByRole('status')
  await expect.element(count).toHaveTextContent('2 differences')
  // Few of the 400 are drawn.
  expect(page.getByRole('article').elements().length).toBeLessThan(60)
  runAction('find.next')
  await expect.poll(focused).toContain('words of message 150')
  await expect.element(count).toHaveTextContent('Difference 1 of 2')
  runAction('find.next')
  await expect.poll(focused).toContain('words of message 350')
  runAction('find.next')
  await expect.poll(focused).toContain('words of message 150')
  runAction('find.previous')
  await expect.poll(focused).toContain('words of message 350')
  const changed = document.activeElement
  expect([...(changed?.querySelectorAll('del') ?? [])].map((each) => each.textContent)).toEqual([
    'text',
  ])
  expect([...(changed?.querySelectorAll('ins') ?? [])].map((each) => each.textContent)).toEqual([
    'words',
  ])
  await page.getByLabelText('Differences only').click()
  await expect.element(page.getByRole('button', { name: '199 equal' })).toBeVisible()
  await expect.element(page.getByRole('article', { name: 'User, differs' }).first()).toBeVisible()
  await page.getByRole('button', { name: '199 equal' }).click()
  await expect.poll(() => page.getByRole('article').elements().length).toBeGreaterThan(5)
})

test('equal sides have no differences, and empty ones say so', async () => {
  await render(<Shown left={['a', 'b']} right={['a', 'b']} />)
  await expect.element(page.getByRole('status')).toHaveTextContent('Nothing differs')
  await expect.element(page.getByRole('button', { name: 'Next difference' })).toBeDisabled()
  expect(document.querySelectorAll('del, ins')).toHaveLength(0)
})

test('a side without messages is told of', async () => {
  await render(<Shown left={['a']} right={[]} />)
  await expect.element(page.getByText('B has none.')).toBeVisible()
  await expect.element(page.getByText('Not in B')).toBeVisible()
})

test('a change stands at one height on both sides; on a phone in one text, and nothing scrolls sideways', async () => {
  const left = ['Your parcel comes on Monday', 'الطلب رقم ٤٢ في الطريق', 'x'.repeat(400)]
  const right = ['Your parcel comes on Friday', 'الطلب رقم ٤٣ في الطريق', 'y'.repeat(400)]
  await page.viewport(1280, 800)
  await render(<Shown {...{ left, right }} />)
  const [del, ins] = [
    page.getByText('Monday', { exact: true }),
    page.getByText('Friday', { exact: true }),
  ]
  await expect.element(del.first()).toBeVisible()
  const box = (of: typeof del) => of.last().element().getBoundingClientRect()
  expect(box(del).top).toBe(box(ins).top)
  expect(box(ins).left).toBeGreaterThan(box(del).left + 300)
  await page.viewport(320, 640)
  await expect.poll(() => Math.abs(box(ins).left - box(del).left)).toBeLessThan(200)
  const shown = document.querySelector('[aria-label="Differences"]')
  expect(shown?.scrollWidth).toBe(shown?.clientWidth)
  expect(document.documentElement.scrollWidth).toBe(320)
  // Lines of Arabic begin at the right.
  const arabic = [...document.querySelectorAll('article')].find((row) =>
    row.textContent.includes('الطلب'),
  )
  const text = arabic?.querySelector('span:not(.sr-only)[class=""], span:not([class])')
  expect(text).toBeTruthy()
})

test('long texts show what is around their changes, and the rest when it is asked for', async () => {
  await page.viewport(1280, 800)
  const words = 'many words '.repeat(7000)
  await render(<Shown left={['', `${words}end`]} right={['', `${words}start`]} />)
  const more = page.getByRole('button', { name: /more characters, equal on both sides/ })
  await expect.element(more.first()).toBeVisible()
  await expect.element(page.getByText('start', { exact: true })).toBeVisible()
  const before = document.querySelector('article:last-of-type')?.textContent.length ?? 0
  await more.first().click()
  await expect
    .poll(() => document.querySelector('[data-index] article:has(del)')?.textContent.length ?? 0)
    .toBeGreaterThan(before + 20_000)
})
