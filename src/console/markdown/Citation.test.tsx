import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'

import { markupOf, visibleText } from '#testing/markup.tsx'

import { foundQuery } from '../api/found-passages.ts'
import { SourceText } from './Citation.tsx'
import { Markdown } from './Markdown.tsx'
import { WrittenContext } from './written-context.ts'

const message = { thread_id: 'thread_1', run_id: 'run_1', message_id: 'msg_1' }
const cited = (quote?: string) => ({
  type: 'file_citation' as const,
  text: '【4:0†rules.md】',
  start_index: 4,
  end_index: 18,
  file_citation: { file_id: 'file-a', ...(quote !== undefined && { quote }) },
})
const found = (text: string) => [
  [{ file_id: 'file-a', file_name: 'rules.md', score: 0.87, content: [{ type: 'text', text }] }],
]

const card = (searches: ReturnType<typeof found> | undefined, quote?: string, of = message) => {
  const client = new QueryClient()
  client.setQueryData(foundQuery(message).queryKey, searches)
  return visibleText(markupOf(<SourceText annotation={cited(quote)} message={of} />, client))
}

test('the card of a citation shows the passage that its run found', () => {
  expect(card(found('Refunds take five days.'))).toBe(
    'file-aRefunds take five days.Found with a score of 0.87',
  )
  expect(card(found('Refunds take five days.'), 'five days')).toBe(
    'file-afive daysFound with a score of 0.87',
  )
  expect(card(found('Refunds.'), 'five days')).toBe('file-afive days')
  expect(card([])).toBe('file-aThe run kept no passage of it.')
  expect(card(undefined)).toBe('file-aReading…')
})

test('the card of a message that no run wrote shows the quote alone', () => {
  const text = (quote?: string) => visibleText(markupOf(<SourceText annotation={cited(quote)} />))
  expect(text()).toBe('file-a')
  expect(text('five days')).toBe('file-afive days')
})

test('nothing is asked for before a card opens', () => {
  const client = new QueryClient()
  markupOf(
    <WrittenContext value={message}>
      <Markdown text="It is【4:0†rules.md】." annotations={[cited()]} />
    </WrittenContext>,
    client,
  )
  expect(client.getQueryCache().getAll()).toEqual([])
})

const page = (url: string, title: string) =>
  markupOf(
    <SourceText
      annotation={{
        type: 'url_citation',
        text: '【1†source】',
        start_index: 0,
        end_index: 10,
        url_citation: { url, title },
      }}
    />,
  )

test('the card of a page has its title and a link to it', () => {
  const markup = page('https://example.com/rules?of=fares', 'The rules')
  expect(markup).toContain('The rules')
  expect(markup).toMatch(/<a href="https:\/\/example\.com\/rules\?of=fares"/)
})

test.each([
  'javascript:alert(1)//example.com',
  'ftp://example.com/a',
  'data:text/html,x',
  'file:///etc/passwd',
  '//example.com/a',
])('no card has a link to %s', (url) => {
  for (const title of ['The rules', '']) {
    const markup = page(url, title)
    expect(markup).toContain(title || url)
    expect(markup).not.toMatch(/<a\b|href/)
  }
})
