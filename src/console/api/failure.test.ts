import { expect, test } from 'vitest'

import { isUnanswered, refusalOf } from './failure.ts'

const refused = (status: number, code: string, headers = {}) =>
  refusalOf(Response.json({ error: { message: 'No.', code } }, { status, headers }))

test('what never got to the server behind is not done; of all else that fails nobody knows', async () => {
  expect(isUnanswered(await refused(502, 'upstream_unreachable'))).toBe(false)
  const final = { 'x-should-retry': 'false' }
  expect(isUnanswered(await refused(502, 'upstream_unreachable', final))).toBe(true)
  expect(isUnanswered(await refused(502, 'upstream_redirected'))).toBe(true)
  expect(isUnanswered(await refused(500, 'server_error'))).toBe(true)
  expect(isUnanswered(await refused(400, 'bad'))).toBe(false)
})
