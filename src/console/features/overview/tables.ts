import type { Overview, ReviewsSaid } from '#contract/overview.ts'

import type { ChartData } from './chart-data.ts'
import { type Cell, csvText } from './csv.ts'

/** A table of the overview as it is exported: numbers as they are, names as the API has them. */
export interface ExportedTable {
  id: string
  name: string
  rows: Cell[][]
}

const ofChart = ({ id, name, stepName, steps, series, unit }: ChartData): ExportedTable => ({
  id,
  name,
  rows: [
    [stepName, ...series.map((each) => (unit === 'seconds' ? `${each.name} (s)` : each.name))],
    ...steps.map(({ from }, at) => [from, ...series.map(({ values }) => values[at] ?? null)]),
  ],
})

const SAID = ['Pass', 'Needs work', 'Fail', 'Flags']
const saidCells = ({ pass, needs_work, fail, flagged }: ReviewsSaid): Cell[] => [
  pass,
  needs_work,
  fail,
  flagged,
]

/** All tables and series of an overview. */
export const tablesOf = (overview: Overview, charts: readonly ChartData[]): ExportedTable[] => {
  const cost = `Cost (${overview.currency})`
  const used = ['Runs', 'Tokens read', 'Tokens written', cost]
  const usedCells = (each: Overview['models'][number] | Overview['assistants'][number]): Cell[] => [
    each.runs,
    each.prompt_tokens,
    each.completion_tokens,
    each.cost,
  ]
  return [
    ...charts.map(ofChart),
    {
      id: 'outcomes',
      name: 'How runs ended',
      rows: [
        ['Status', 'Reason', 'Runs'],
        ...overview.outcomes.map(({ status, reason, runs }) => [status, reason, runs]),
      ],
    },
    {
      id: 'assistants',
      name: 'Tokens and cost by assistant',
      rows: [
        ['Assistant', 'Name', ...used],
        ...overview.assistants.map((each) => [each.assistant_id, each.name, ...usedCells(each)]),
      ],
    },
    {
      id: 'models',
      name: 'Tokens and cost by model',
      rows: [
        ['Model', ...used],
        ...overview.models.map((each) => [each.model, ...usedCells(each)]),
      ],
    },
    {
      id: 'tools',
      name: 'Tools',
      rows: [
        ['Type', 'Name', 'Calls', 'Failed'],
        ...overview.tools.map(({ type, name, calls, failed }) => [type, name, calls, failed]),
      ],
    },
    {
      id: 'languages',
      name: 'Languages',
      rows: [
        ['Language', 'Messages'],
        ...overview.languages.map(({ language, messages }) => [language, messages]),
      ],
    },
    {
      id: 'labels',
      name: 'Review results by label',
      rows: [
        ['Label', 'Name', ...SAID],
        ...overview.labels.map((each) => [each.label_id, each.name, ...saidCells(each)]),
      ],
    },
    {
      id: 'reviewers',
      name: 'Review results by reviewer',
      rows: [
        ['Reviewer', 'Name', ...SAID, 'Judged by another, too', 'Agreed'],
        ...overview.reviewers.map(({ person, judged_twice, agreed, ...said }) => [
          person.id,
          person.name,
          ...saidCells(said),
          judged_twice,
          agreed,
        ]),
      ],
    },
    {
      id: 'agreement',
      name: 'Agreement',
      rows: [
        ['Threads judged by two', 'Agreed', 'Cohen’s κ'],
        [
          overview.totals.agreement.judged_twice,
          overview.totals.agreement.agreed,
          overview.totals.agreement.kappa,
        ],
      ],
    },
    {
      id: 'waits',
      name: 'Longest waits for tool outputs',
      rows: [
        ['Thread', 'Run', 'Seconds', 'Then'],
        ...overview.waits.map((wait) => [wait.thread_id, wait.run_id, wait.seconds, wait.ended]),
      ],
    },
  ]
}

/** What a file that is saved is called: `overview-runs-2026-11-01-2026-11-30.csv`. */
export const fileName = (id: string, { from, to }: Overview, extension: string): string =>
  `overview-${id}-${from}-${to}.${extension}`

export const csvOf = ({ rows }: ExportedTable): Blob =>
  new Blob([csvText(rows)], { type: 'text/csv;charset=utf-8' })
