import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { afterEach, expect, test, vi } from 'vitest'
import { page } from 'vitest/browser'

import type { SearchValue } from '#contract/search.ts'
import { render } from '#testing/render.tsx'

import { useSuggestions } from './use-suggestions.ts'

afterEach(() => vi.unstubAllGlobals())

const Offered = ({ text }: { text: string }) => (
  <output aria-label={text}>
    {useSuggestions(text, text.length, true)
      .map(({ label, hint = '' }) => `${label} ${hint}`)
      .join(', ')}
  </output>
)

test.each([
  ['status', 'fai', 'failed'],
  ['has', 'ima', 'image'],
  ['model', 'gpt', 'gpt-4o'],
  ['assistant', 'asst_', 'asst_1'],
] as const)('values of %s: stay while %s is written', async (operator, typed, value) => {
  const known: SearchValue = {
    object: 'search.value',
    operator,
    key: '',
    value,
    label: null,
    threads: 7,
    more: false,
  }
  // What is asked for more letters is not answered.
  const answers = [Response.json({ object: 'list', data: [known] })]
  vi.stubGlobal('fetch', () => answers.pop() ?? new Promise(() => {}))
  const client = new QueryClient()
  const of = (text: string) => (
    <QueryClientProvider client={client}>
      <Offered text={text} />
    </QueryClientProvider>
  )
  const { rerender } = await render(of(`${operator}:`))
  await expect.element(page.getByRole('status')).toHaveTextContent(`${value} 7`)
  for (let end = 1; end <= typed.length; end += 1) {
    const text = `${operator}:${typed.slice(0, end)}`
    rerender(of(text))
    // oxlint-disable-next-line no-await-in-loop -- one letter after the other
    await expect.element(page.getByRole('status', { name: text, exact: true })).toBeVisible()
    expect(page.getByRole('status').element().textContent).toBe(`${value} 7`)
  }
})
