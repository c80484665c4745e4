import { expect, test } from 'vitest'

import { type Act, type Operation, operations } from './operations.ts'

const ACTS: Record<Operation['method'], readonly Act[]> = {
  GET: ['nothing', 'list', 'read', 'download'],
  POST: ['search', 'create', 'change', 'run', 'cancel'],
  DELETE: ['delete'],
}

test.each(Object.entries<Operation>(operations))(
  'what the access log says of %s is what it does',
  (_, { method, right, records }) => {
    expect(ACTS[method]).toContain(records)
    // Looking alone needs no more than the right to read, and whatever needs more leaves a trace.
    const looks = ['nothing', 'list', 'read', 'search', 'download'].includes(records)
    expect(looks).toBe(right === 'read')
  },
)
