import type { ThreadOrder } from '#console/api/threads.ts'

export const orders: readonly { value: ThreadOrder; label: string }[] = [
  { value: 'activity', label: 'Latest activity' },
  { value: 'newest', label: 'Newest first' },
  { value: 'oldest', label: 'Oldest first' },
]
