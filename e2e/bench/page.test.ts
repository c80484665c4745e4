import { expect, test } from 'vitest'

import { pageWith } from './page.ts'

const measured = (sections: Record<string, string>, note?: string) => ({
  day: '2026-11-30',
  machine: 'a machine',
  note,
  sections: new Map(Object.entries(sections)),
})
const TITLES = ['One', 'Two', 'Three']

test('what is measured takes its place, and all else stays', () => {
  const first = pageWith('', TITLES, measured({ One: '| 1 |', Three: '| 3 |' }, 'A slow day.'))
  expect(first).toContain(
    '## One\n\nTaken on 2026-11-30: a machine.\nA slow day.\n\n| 1 |\n\n## Three\n',
  )
  const second = pageWith(first, TITLES, measured({ Two: '| 2 |', Three: '| 4 |' }))
  expect(second.match(/^## .*|^\|.*/gm)).toEqual([
    '## One',
    '| 1 |',
    '## Two',
    '| 2 |',
    '## Three',
    '| 4 |',
  ])
  expect(pageWith(second, TITLES, measured({}))).toBe(second)
  // A section that is no more goes.
  expect(pageWith(second, ['Two'], measured({}))).not.toContain('## One')
})
