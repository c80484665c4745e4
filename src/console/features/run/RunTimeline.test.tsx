import { expect, test } from 'vitest'

import { markupOf, visibleText } from '#testing/markup.tsx'

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
const drawn = (bars: Bar[], to = 2000) =>
  markupOf(
    <RunTimeline
      timing={{
        from: 0,
        to,
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

test('what is read aloud of a short run is in the unit that is drawn', () => {
  const short = visibleText(drawn([bar('message', { from: 18, to: 18 })], 340))
  expect(short).toContain('message18 ms0 ms')
  expect(short).not.toMatch(/seconds|\ds\b|\d s/)
  const long = visibleText(drawn([bar('message', { from: 1500, to: 3600 })], 4000))
  expect(long).toContain('message1.5 s2.1 s')
})
