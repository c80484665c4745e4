import '#console/styles.css'
import { MemoryRouter, useLocation } from 'react-router'
import { expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'

import { buildOverview } from '#testing/overview.ts'
import { render } from '#testing/render.tsx'

import { chartsOf } from './chart-data.ts'
import { ChartCard } from './ChartCard.tsx'
import { pictureOf } from './picture.ts'

const { runs } = chartsOf(buildOverview())

const Address = () => {
  const { pathname, search } = useLocation()
  return <output>{pathname + search}</output>
}
const show = (chart = runs, dir: 'ltr' | 'rtl' = 'ltr') =>
  render(
    <MemoryRouter initialEntries={['/overview']}>
      <div dir={dir} style={{ width: 640 }}>
        <ChartCard chart={chart} />
      </div>
      <Address />
    </MemoryRouter>,
  )
const step = (name: RegExp) => page.getByRole('link', { name })

test('arrow keys walk the bars, each tells its values, and Enter opens its threads', async () => {
  await show()
  await userEvent.tab()
  await userEvent.tab()
  await expect.element(step(/20 Nov|Nov 20/)).toHaveFocus()
  await expect.element(step(/20 Nov|Nov 20/)).toHaveAccessibleName(/Completed 4, .*Cancelled.* 0/)
  await userEvent.keyboard('{ArrowLeft}')
  const quiet = page.getByRole('img', { name: /(19 Nov|Nov 19).*Completed 0/ })
  await expect.element(quiet).toHaveFocus()
  await userEvent.keyboard('{Home}')
  const first = step(/18 Nov|Nov 18/)
  await expect.element(first).toHaveFocus()
  await expect.element(first).toHaveAccessibleName(/Completed 8, Failed, expired or incomplete 2/)
  await userEvent.keyboard('{ArrowLeft}')
  await expect.element(first).toHaveFocus()
  await userEvent.keyboard('{Enter}')
  await expect
    .element(page.getByRole('status'))
    .toMatchTextContent('/threads?q=run.after%3A2026-11-18+run.before%3A2026-11-19')
})

test('from right to left the left arrow leads to the next day', async () => {
  await show(runs, 'rtl')
  await expect.element(step(/18 Nov|Nov 18/)).toBeInTheDocument()
  await userEvent.tab()
  await userEvent.tab()
  await userEvent.keyboard('{Home}{ArrowLeft}')
  await expect.element(page.getByRole('img', { name: /19 Nov|Nov 19/ })).toHaveFocus()
})

test('the table has what the chart shows, whether it is seen or not, and takes its place without moving anything', async () => {
  const { container } = await show()
  const cells = () =>
    [...page.getByRole('table').element().querySelectorAll('tbody tr')].map((row) =>
      [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent)),
    )
  const wanted = runs.steps.map((_, at) => runs.series.map(({ values }) => values[at] ?? 0))
  await expect.element(page.getByRole('table', { name: 'Runs a day' })).toBeInTheDocument()
  expect(cells()).toEqual(wanted)
  const { height } = container.getBoundingClientRect()
  await page.getByRole('button', { name: 'Show as table' }).click()
  await expect.element(page.getByRole('region', { name: 'Runs a day, table' })).toBeVisible()
  expect(cells()).toEqual(wanted)
  expect(container.getBoundingClientRect().height).toBe(height)
  await page
    .getByRole('region')
    .getByRole('link', { name: /20 Nov|Nov 20/ })
    .click()
  await expect.element(page.getByRole('status')).toMatchTextContent('after%3A2026-11-20')
})

test('bars are as high as their runs, and as many as there are', async () => {
  await show()
  await expect.element(step(/18 Nov|Nov 18/)).toBeInTheDocument()
  const heights = (at: number) =>
    [...document.querySelectorAll(`[data-step="${at}"] rect`)]
      .slice(1)
      .map((bar) => bar.getBoundingClientRect().height)
  expect(heights(1)).toEqual([])
  const [completed = 0] = heights(0)
  const [half = 0] = heights(2)
  expect(Math.abs(completed - 2 * half)).toBeLessThan(2)
})

test('a chart of nothing says so', async () => {
  const { firstToken } = chartsOf(buildOverview())
  await show(firstToken)
  await expect.element(page.getByText('No times are known of these days')).toBeVisible()
})

test('a picture has the chart in the colours of the page', async () => {
  await show()
  await expect.element(step(/18 Nov|Nov 18/)).toBeInTheDocument()
  const blob = await pictureOf(runs, '18 – 20 Nov 2026')
  expect(blob.type).toBe('image/png')
  const bitmap = await createImageBitmap(blob)
  const context = new OffscreenCanvas(bitmap.width, bitmap.height).getContext('2d')
  context?.drawImage(bitmap, 0, 0)
  const data = context?.getImageData(0, 0, bitmap.width, bitmap.height).data ?? []
  const seen = { blue: 0, red: 0, light: 0 }
  for (let at = 0; at < data.length; at += 4) {
    const [red = 0, green = 0, blue = 0] = [data[at], data[at + 1], data[at + 2]]
    if (blue > red + 60) seen.blue += 1
    else if (red > blue + 60) seen.red += 1
    else if (Math.min(red, green, blue) > 230) seen.light += 1
  }
  expect(seen.blue).toBeGreaterThan(2000)
  expect(seen.red).toBeGreaterThan(300)
  expect(seen.light).toBeGreaterThan((data.length / 4) * 0.5)
})
