import type { Figure } from './figures.ts'

/** How large the data file is, before it is indexed to be searched, to what was imported. */
export const fileSize = (bytes: number, input: number): Figure => ({
  what: 'the data file to what was imported, unpacked',
  value: bytes / input,
  unit: '×',
  mark: { atMost: 1.6 },
})

/** How fast so many messages more are imported, to the first ones; both in messages a second. */
export const laterSpeed = (messages: number, speed: number, first: number): Figure => ({
  what: `import of ${messages.toLocaleString('en-US')} messages more, to the speed of the first`,
  value: speed / first,
  unit: '×',
  mark: { atLeast: 0.8 },
})
