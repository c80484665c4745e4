import { writeSync } from 'node:fs'

import { codeOf } from '#server/error-code.ts'
import { openStore } from '#server/store/open.ts'

import { buildMessage, buildThread } from './builders.ts'

/*
 * A process that writes to a store until it is killed (`write`) or has imported so many threads
 * (`import N`), and prints the id of each thread once that is acknowledged; or that reads a queue for a person
 * (`claim`, with the id of the queue after it and that of the person for a prefix), and prints the id of each item.
 * Usage: store-process.ts FILE PREFIX write|import|claim [N]
 */
const [, , path = '', prefix = '', mode, count = '0'] = process.argv
const WRITERS = 5
const MESSAGES_EACH = 3

let made = 0
const nextThread = () => {
  const id = `thread_${prefix}${++made}`
  const messages = Array.from({ length: MESSAGES_EACH }, (_, index) =>
    buildMessage({ id: `msg_${prefix}${made}x${index}`, thread_id: id }),
  )
  return { thread: buildThread({ id }), messages }
}
/** Whoever reads may be slower: a pipe that is full takes it a moment later. */
const print = (id: string): void => {
  for (;;) {
    try {
      writeSync(1, `${id}\n`)
      return
    } catch (error) {
      if (codeOf(error) !== 'EAGAIN') throw error
    }
  }
}

if (mode === 'write' || mode === 'import') {
  const store = await openStore({ path })
  if (mode === 'write')
    await Promise.all(
      Array.from({ length: WRITERS }, async () => {
        for (;;) {
          const { thread, messages } = nextThread()
          await store.insertThread(thread, messages)
          print(thread.id)
        }
      }),
    )
  for (let left = Number(count); left > 0; left -= 10) {
    const batch = Array.from({ length: 10 }, () => ({ ...nextThread(), runs: [] }))
    await store.importThreads(batch.map((each) => ({ ...each, hash: each.thread.id })))
    for (const { thread } of batch) print(thread.id)
  }
  await store.close()
}

if (mode === 'claim') {
  const store = await openStore({ path })
  const reader = { person_id: prefix, at: 1 }
  for (;;) {
    const { item } = await store.claimItem(count, reader)
    if (!item) break
    print(item.id)
    await store.skipItem(count, item.id, reader)
  }
  await store.close()
}
