import { afterEach, beforeEach, expect, test } from 'vitest'

import { StoreDamaged } from '#server/refusals/failures.ts'
import { fixedClock } from '#testing/clock.ts'

import { Database } from './database.ts'
import { migrate } from './migrate.ts'
import { migrations } from './migrations/migrations.ts'
import { runSteps } from './run-steps.ts'

/** How many migrations there were before tool calls were listed. */
const BEFORE = 15

let db: Database
beforeEach(() => {
  db = new Database(':memory:')
  migrate(db, ':memory:', migrations.slice(0, BEFORE))
  for (const [seq, id] of ['a', 'b'].entries())
    db.exec(`
      INSERT INTO threads (seq, id, created_at, activity, summary, body, settled)
      VALUES (${seq + 1}, 'thread_${id}', 0, 0, '{}', '{}', 0);
      INSERT INTO runs (seq, id, thread, created_at, status, active, body)
      VALUES (${seq + 7}, 'run_${id}', ${seq + 1}, 0, 'completed', 0, '{}')`)
})
afterEach(() => db.close())

const called = (id: string, run: number, body: string) =>
  db.run('INSERT INTO run_steps (id, run, created_at, body) VALUES (?, ?, 0, ?)', id, run, body)
const ofType = (type: string) => JSON.stringify({ step_details: { type } })

const listed = (thread: string) => {
  const write = async () => Promise.reject(new Error('nothing is written'))
  const context = { db, write, writeUnseen: write, clock: fixedClock() }
  return runSteps(context).listToolSteps(thread, { limit: 9, order: 'asc' })
}

test('steps from before are listed with the thread of their run', async () => {
  called('step_1', 7, ofType('tool_calls'))
  called('step_2', 7, ofType('message_creation'))
  called('step_3', 8, ofType('tool_calls'))
  called('step_4', 7, ofType('tool_calls'))
  migrate(db, ':memory:')
  expect((await listed('thread_a')).data).toMatchObject([
    { id: 'step_1', thread_id: 'thread_a', run_id: 'run_a' },
    { id: 'step_4' },
  ])
  expect((await listed('thread_b')).data).toMatchObject([{ id: 'step_3', run_id: 'run_b' }])
})

test('a step that cannot be read keeps nobody from starting, and is told of', async () => {
  called('step_1', 7, '{"step_det')
  migrate(db, ':memory:')
  await expect(listed('thread_a')).rejects.toThrow(StoreDamaged)
})
