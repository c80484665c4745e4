import { expect, test } from 'vitest'

import { putBack } from './put-back.ts'

const counting = (failure?: Error) => {
  const asked: number[] = []
  let reason: unknown
  const stream = new ReadableStream<number>(
    {
      pull(controller) {
        asked.push(asked.length)
        if (asked.length <= 4) controller.enqueue(asked.length)
        else if (failure) controller.error(failure)
        else controller.close()
      },
      cancel: (given) => {
        reason = given
      },
    },
    { highWaterMark: 0 },
  )
  return { reader: stream.getReader(), asked, reason: () => reason }
}

test('what was read comes first, then the rest', async () => {
  const { reader } = counting()
  const read = [(await reader.read()).value ?? 0, (await reader.read()).value ?? 0]
  const whole = putBack(read, reader)
  const again: number[] = []
  for await (const value of whole) again.push(value)
  expect(again).toEqual([1, 2, 3, 4])
})

test('nothing is read unasked', async () => {
  const { reader, asked } = counting()
  const whole = putBack([], reader).getReader()
  await new Promise(setImmediate)
  expect(asked).toEqual([])
  expect(await whole.read()).toEqual({ done: false, value: 1 })
  expect(asked).toHaveLength(1)
})

test('whoever reads on meets the failure, also one that was met before', async () => {
  const failure = new Error('broken off')
  const { reader } = counting(failure)
  const read: number[] = []
  await expect(
    (async () => {
      for (;;) read.push((await reader.read()).value ?? 0)
    })(),
  ).rejects.toBe(failure)
  const again: number[] = []
  await expect(
    (async () => {
      for await (const value of putBack(read, reader)) again.push(value)
    })(),
  ).rejects.toBe(failure)
  expect(again).toEqual([1, 2, 3, 4])
})

test('giving it up gives up what is behind it', async () => {
  const { reader, reason } = counting()
  await putBack([1], reader).cancel('enough')
  expect(reason()).toBe('enough')
})
