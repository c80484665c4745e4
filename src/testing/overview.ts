import type { Overview, OverviewStep, OverviewTotals } from '#contract/overview.ts'

export const buildTotals = (fields: Partial<OverviewTotals> = {}): OverviewTotals => ({
  threads: 0,
  messages: { user: 0, assistant: 0 },
  runs: { completed: 0, failed: 0, expired: 0, incomplete: 0, cancelled: 0, other: 0 },
  prompt_tokens: 0,
  completion_tokens: 0,
  first_token: null,
  duration: null,
  reviews: { pass: 0, needs_work: 0, fail: 0, flagged: 0 },
  agreement: { judged_twice: 0, agreed: 0, kappa: null },
  ...fields,
})

const DAY = 86_400

/** A day of an overview, of UTC. */
export const buildStep = (from: string, fields: Partial<OverviewTotals> = {}): OverviewStep => {
  const start = Date.parse(`${from}T00:00:00Z`) / 1000
  return { from, start, end: start + DAY, ...buildTotals(fields) }
}

/** Of three days in November 2026, of which the second has nothing. */
export const buildOverview = (fields: Partial<Overview> = {}): Overview => ({
  object: 'overview',
  from: '2026-11-18',
  to: '2026-11-20',
  time_zone: 'UTC',
  step: 'day',
  complete: true,
  steps: [
    buildStep('2026-11-18', {
      threads: 2,
      messages: { user: 6, assistant: 5 },
      runs: { completed: 8, failed: 1, expired: 0, incomplete: 1, cancelled: 2, other: 0 },
      duration: { median: 3, p95: 9, count: 12 },
      reviews: { pass: 3, needs_work: 1, fail: 0, flagged: 1 },
    }),
    buildStep('2026-11-19'),
    buildStep('2026-11-20', {
      threads: 1,
      messages: { user: 1, assistant: 1 },
      runs: { completed: 4, failed: 0, expired: 0, incomplete: 0, cancelled: 0, other: 0 },
      duration: { median: 2, p95: 4, count: 4 },
    }),
  ],
  totals: buildTotals({
    threads: 3,
    messages: { user: 7, assistant: 6 },
    runs: { completed: 12, failed: 1, expired: 0, incomplete: 1, cancelled: 2, other: 0 },
    prompt_tokens: 1200,
    completion_tokens: 300,
    duration: { median: 3, p95: 9, count: 16 },
    reviews: { pass: 3, needs_work: 1, fail: 0, flagged: 1 },
    agreement: { judged_twice: 2, agreed: 1, kappa: 0.5 },
  }),
  before: buildTotals({
    threads: 2,
    runs: { completed: 10, failed: 0, expired: 0, incomplete: 0, cancelled: 0, other: 0 },
    duration: { median: 2, p95: 9, count: 10 },
  }),
  outcomes: [
    { status: 'completed', reason: null, runs: 12 },
    { status: 'cancelled', reason: null, runs: 2 },
    { status: 'failed', reason: 'rate_limit_exceeded', runs: 1 },
    { status: 'incomplete', reason: 'max_completion_tokens', runs: 1 },
  ],
  assistants: [
    {
      assistant_id: 'asst_1',
      name: '=Travel',
      runs: 16,
      prompt_tokens: 1200,
      completion_tokens: 300,
      cost: 0.006,
    },
  ],
  models: [{ model: 'gpt-4o', runs: 16, prompt_tokens: 1200, completion_tokens: 300, cost: 0.006 }],
  currency: 'EUR',
  unpriced: false,
  tools: [{ type: 'function', name: 'get_booking', calls: 5, failed: 1 }],
  languages: [{ language: 'de', messages: 7 }],
  labels: [{ label_id: 'label_1', name: 'refund', pass: 1, needs_work: 1, fail: 0, flagged: 1 }],
  reviewers: [
    {
      person: { id: 'person_1', name: 'Mira Kern', initials: 'MK' },
      pass: 3,
      needs_work: 1,
      fail: 0,
      flagged: 1,
      judged_twice: 2,
      agreed: 1,
    },
  ],
  waits: [{ thread_id: 'thread_1', run_id: 'run_1', seconds: 95, ended: 'answered' }],
  earliest: '2026-11-01',
  latest: '2026-11-20',
  ...fields,
})
