import { hasShared } from './recorded.ts'

/** Says once, before the tests, which of them are skipped in a clone that stands alone. */
export const setup = (): void => {
  const absent = ['recorded', 'contract', 'data'].filter((part) => !hasShared(part))
  if (absent.length === 0) return
  console.log(
    'skipped: comparisons with the hosted service and with published conversations (not here)',
  )
}
