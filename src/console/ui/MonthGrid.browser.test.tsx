import '#console/styles.css'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { dayOfMonth, monthOf } from '#console/util/month.ts'
import { render } from '#testing/render.tsx'

import { MonthGrid } from './MonthGrid.tsx'

const november = { year: 2026, month: 10 }
const of = (day: number) => dayOfMonth(november, day)

const showGrid = async () => {
  const onChoose = vi.fn<(day: number) => void>()
  const Grid = () => {
    const [day, setDay] = useState(of(20))
    return (
      <MonthGrid
        month={monthOf(day)}
        day={day}
        range={{ from: dayOfMonth({ year: 2026, month: 9 }, 15), to: of(28) }}
        open={new Set([of(18), of(20)])}
        current={of(20)}
        onDay={setDay}
        onChoose={onChoose}
      />
    )
  }
  await render(<Grid />)
  return onChoose
}
const day = (date: string) => page.getByRole('button', { name: new RegExp(date) })
const focusedDay = () => document.activeElement?.getAttribute('aria-label')

test('only days that have something can be chosen', async () => {
  const onChoose = await showGrid()
  await expect.element(day('November 19, 2026')).toHaveAttribute('aria-disabled', 'true')
  await userEvent.click(day('November 19, 2026'), { force: true })
  expect(onChoose).not.toHaveBeenCalled()
  await day('November 18, 2026').click()
  expect(onChoose).toHaveBeenCalledWith(of(18))
})

test('arrow keys go from day to day, over weeks and months, and not beyond what there is', async () => {
  await showGrid()
  const start = day('November 20, 2026').element() as HTMLElement
  start.focus()
  await userEvent.keyboard('{ArrowLeft}{ArrowUp}')
  await expect.poll(focusedDay).toContain('November 12, 2026')
  await userEvent.keyboard('{PageUp}')
  await expect.poll(focusedDay).toContain('October 15, 2026')
  await expect.element(page.getByRole('button', { name: 'Previous month' })).toBeDisabled()
  await userEvent.keyboard('{PageDown}{PageDown}')
  await expect.poll(focusedDay).toContain('November 28, 2026')
  expect(document.querySelectorAll('table [tabindex="0"]')).toHaveLength(1)
})
