import type { Page } from '@playwright/test'

/** The parts of the search as a person would name them. */
export const searching = (page: Page) => ({
  field: page.getByLabel('Search all threads', { exact: true }),
  hits: page.getByRole('list', { name: 'Matches' }).getByRole('listitem'),
  hit: (text: string | RegExp) =>
    page.getByRole('list', { name: 'Matches' }).getByRole('link').filter({ hasText: text }),
  count: (text: string) => page.getByText(text, { exact: true }),
  find: page.getByRole('search', { name: 'Find in the thread' }),
})
