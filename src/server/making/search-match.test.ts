import { expect, test } from 'vitest'

import { readMatch } from './search-match.ts'

/** What reads a query, and notes what it is asked. */
const reading = () => {
  const asked: string[] = []
  const store = {
    numberOf: async (noun: string, id: string) => asked.push(`${noun} ${id}`),
    listLabels: async () => [],
    listPeople: async () => [],
    assistantsCalled: async (names: readonly string[]) => {
      asked.push(`assistants ${names.join(' ')}`)
      return names.map((name) =>
        Array.from({ length: name === 'desk' ? 21 : 1 }, () => `asst_${name}`),
      )
    },
  }
  return { asked, read: (query: string) => readMatch(store, query) }
}

test('each thing that is named is looked up once', async () => {
  const { asked, read } = reading()
  const match = await read('assistant:travel -assistant:travel thread:a thread:a run:a')
  expect(asked).toEqual(['thread a', 'run a', 'assistants travel'])
  // What is said twice is looked for once.
  expect(match.groups).toHaveLength(2)
  expect(match.threads).toMatchObject([
    { facets: [{ value: 'travel' }, { value: 'asst_travel' }], isNot: false },
    { isNot: true },
  ])
})

test('what is asked of one run or review is joined, with the names that it has', async () => {
  const { asked, read } = reading()
  const { threads } = await read(
    'run.assistant:travel run.status:FAILED run.after:2026-05-01 run.after:2026-05-02 -run.model:o3',
  )
  expect(asked).toEqual(['assistants travel'])
  expect(threads).toEqual([
    {
      one: 'run',
      isNot: false,
      from: Date.UTC(2026, 4, 2) / 1000,
      facts: [
        { key: 'assistant', values: ['travel', 'asst_travel'] },
        { key: 'status', values: ['failed'] },
      ],
    },
    { one: 'run', isNot: true, facts: [{ key: 'model', values: ['o3'] }] },
  ])
})

const named = (count: number) => Array.from({ length: count }, (_, at) => `assistant:a${at}`)

test.each([
  ['assistant:travel role:king', /role: is one of/],
  ['assistant:travel OR parcel', /does not go with OR/],
  ['parcel OR run.status:failed', /run\.status: does not go with OR/],
  ['run:a "open', /no second one/],
  [`assistant:travel ${'a '.repeat(50)}`, /up to 50 parts/],
  [named(11).join(' '), /character 131 \(assistant:a10\): A search names up to 10 assistants/],
])('%j is refused before anything is looked up', async (query, message) => {
  const { asked, read } = reading()
  await expect(read(query)).rejects.toThrow(message)
  expect(asked).toEqual([])
})

test('ten assistants are looked up at once', async () => {
  const { asked, read } = reading()
  const { threads } = await read(named(10).join(' '))
  expect(asked).toEqual(['assistants a0 a1 a2 a3 a4 a5 a6 a7 a8 a9'])
  expect(threads).toHaveLength(10)
  expect(threads[9]).toMatchObject({ facets: [{ value: 'a9' }, { value: 'asst_a9' }] })
})

test('a name that too many assistants have is refused with its place', async () => {
  await expect(reading().read('parcel assistant:desk')).rejects.toThrow(
    /character 8 \(assistant:desk\): More than 20 assistants are called so/,
  )
})
