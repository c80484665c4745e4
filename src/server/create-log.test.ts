import { expect, test } from 'vitest'

import { readCommandLine } from './config.ts'
import { createLog } from './create-log.ts'

const [MODEL, UPSTREAM] = ['sk-proj-of-a-model-0123456789', 'sk-proj-of-an-upstream-0123456789']

test('no line holds a key, wherever it stands, nor what an error keeps beside its words', () => {
  const env = {
    CLEW_MODEL_API_KEY: MODEL,
    CLEW_MODEL_BASE_URL: 'https://example.com/v1?key=AIza-0123456789',
    CLEW_UPSTREAM_KEY: UPSTREAM,
  }
  const lines: string[] = []
  const log = createLog(readCommandLine({ argv: [], env }).config, {
    write: (line) => void lines.push(line),
  })
  const error = new Error(`no header can be: Bearer ${UPSTREAM}`)
  log.warn(
    { err: Object.assign(error, { data: 'sent' }), told: [MODEL, 'AIza-0123456789'] },
    `a word: ${MODEL}`,
  )
  log.error(new Error(encodeURIComponent(UPSTREAM)))
  expect(lines.map((line): unknown => JSON.parse(line))).toMatchObject([
    {
      msg: 'a word: [key]',
      told: ['[key]', '[key]'],
      err: { message: 'no header can be: Bearer [key]' },
    },
    { err: { type: 'Error', message: '[key]', stack: expect.stringContaining('create-log.test') } },
  ])
  expect(lines.join('')).not.toMatch(/0123456789|sent/)
})
