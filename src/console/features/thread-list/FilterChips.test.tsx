import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test } from 'vitest'

import { FilterChips } from './FilterChips.tsx'

const shown = (metadata: Record<string, string>, hasOrder = true) =>
  renderToStaticMarkup(
    <FilterChips
      filters={{ metadata, order: 'newest' }}
      {...{ hasOrder }}
      onChange={() => undefined}
    />,
  )

test('a line break of a value is told from a blank', () => {
  expect(shown({ note: 'one\r\ntwo' })).toContain('>note = one ↵ two</bdi>')
})

test('a filter is named letter by letter', () => {
  const page = shown({ file: 'photo\u202Egpj.exe' })
  expect(page).toContain('>file = photo\uFFFDgpj.exe</bdi>')
  expect(page).not.toContain('\u202E')
})

test('the order of the threads is told where there are threads', () => {
  expect(shown({})).toContain('Newest')
  expect(shown({}, false)).toBe('')
})
