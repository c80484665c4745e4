import { expect, test } from 'vitest'

import { markupOf } from '#testing/markup.tsx'

import type { Bar } from './run-timing.ts'
import { RunTimeline } from './RunTimeline.tsx'

const bar = (kind: Bar['kind'], fields: Partial<Bar> = {}): Bar => ({
  id: kind,
  label: kind,
  kind,
  from: 0,
  to: 1000,
  firstTokenAt: undefined,
  saysError: false,
  ...fields,
})
const drawn = (bars: Bar[]) =>
  markupOf(
    <RunTimeline
      timing={{
        from: 0,
        to: 2000,
        bars,
        firstTokenMs: undefined,
        pieces: 0,
        writingMs: 0,
        isExact: true,
      }}
    />,
  )

test('bars have one colour, whatever their step is; another one tells of trouble', () => {
  const kinds = [bar('message'), bar('function'), bar('tool')]
  expect(drawn(kinds)).not.toMatch(/fill-(?:ok|accent|attention|error)/)
  expect(drawn([bar('tool', { saysError: true })])).toContain('fill-attention')
})
