import { expect, test } from 'vitest'

import { StoreFull, toApiError } from '../refusals/failures.ts'
import { toResponse } from './refusal.ts'

const failure = (code: string) => Object.assign(new Error(`secret ${code}`), { code })

test.each([
  ['EMFILE', 503, 'true'],
  ['ENFILE', 503, 'true'],
  ['ENOSPC', 507, 'false'],
  ['EDQUOT', 507, 'false'],
  ['EPERM', 500, 'false'],
])('%s is %i, to be repeated: %s; its inside stays inside', async (code, status, again) => {
  const response = toResponse(toApiError(failure(code)))
  expect(response.status).toBe(status)
  expect(response.headers.get('x-should-retry')).toBe(again)
  expect(await response.text()).not.toContain('secret')
})

test('a store that is full', () => {
  expect(toApiError(new StoreFull('x')).body).toMatchObject({ code: 'insufficient_storage' })
})
