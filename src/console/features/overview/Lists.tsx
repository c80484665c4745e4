import type { ReactNode } from 'react'

import { paths } from '#console/paths.ts'
import { Card } from '#console/ui/Card.tsx'
import { StatusDot } from '#console/ui/RunState.tsx'
import { numberText } from '#console/util/number.ts'
import { shownName } from '#console/util/shown-name.ts'
import { TOOL_LABELS } from '#console/util/tool-words.ts'
import type { Overview } from '#contract/overview.ts'
import { RUN_STATUSES, type RunStatus, isActive } from '#contract/run-status.ts'

import { allRuns, costText, endedBadly, percentText, roundText } from './figures.ts'
import { reasonWords } from './reasons.ts'
import { Rows } from './Rows.tsx'
import { threadsOfRuns, type Whose } from './threads-behind.ts'

interface Props {
  overview: Overview
  whose: Whose
}

/** States that are no early end, as the overview tells them: by words that another server may have made. */
const WELL: ReadonlySet<string> = new Set([
  'completed',
  ...RUN_STATUSES.filter((status) => isActive(status)),
])

/** Whose runs did not end as they should. */
export const earlyEnds = ({ outcomes }: Overview) =>
  outcomes.filter(({ status }) => !WELL.has(status))

export const EndedEarly = ({ overview, whose }: Props) => {
  const { runs } = overview.totals
  const early = endedBadly(runs) + runs.cancelled
  const rows = earlyEnds(overview)
  return (
    <Card name="Why runs ended early" hint={`${numberText(early)} of ${numberText(allRuns(runs))}`}>
      <Rows
        caption="Why runs ended early"
        head={['Reason', 'Runs']}
        empty="No run of these days ended early."
        rows={rows.map(({ status, reason, runs: count }) => ({
          key: `${status} ${reason ?? ''}`,
          name: (
            <span className="flex items-center gap-2">
              {/* The cast: a state of a newer server is shown by its own name. */}
              <StatusDot status={status as RunStatus} />
              <span className="min-w-0 truncate">{reasonWords(status, reason)}</span>
            </span>
          ),
          title: [status, reason].filter(Boolean).join(': '),
          // Runs without a reason cannot be asked for beside others that have one.
          href:
            reason === null && rows.some((each) => each.status === status && each.reason !== null)
              ? undefined
              : threadsOfRuns(overview, whose, { status, reason: reason ?? undefined }),
          cells: [{ text: numberText(count) }],
        }))}
      />
    </Card>
  )
}

const usedCells = (
  {
    prompt_tokens,
    completion_tokens,
    cost,
  }: { prompt_tokens: number; completion_tokens: number; cost: number | null },
  currency: string,
) => {
  const tokens = prompt_tokens + completion_tokens
  return [
    {
      text: roundText(tokens),
      title: `${numberText(prompt_tokens)} read, ${numberText(completion_tokens)} written`,
    },
    cost === null ? { text: '–', title: 'No price is set' } : { text: costText(cost, currency) },
  ]
}

const costHint = ({ unpriced, models }: Overview): string => {
  if (!unpriced) return 'Read and written'
  return models.some(({ cost }) => cost !== null)
    ? 'Costs of models that have a price'
    : 'Costs once prices are set'
}

export const UsedByAssistants = ({ overview, whose }: Props) => (
  <Card name="Tokens and cost by assistant" hint={costHint(overview)}>
    <Rows
      caption="Tokens and cost by assistant"
      head={['Assistant', 'Tokens', 'Cost']}
      empty="No tokens were used in these days."
      rows={overview.assistants.map((used) => {
        const name = used.name?.trim() || (used.assistant_id ?? 'No assistant')
        return {
          key: used.assistant_id ?? '',
          name: shownName(name),
          title: shownName(name),
          href:
            used.assistant_id === null
              ? undefined
              : threadsOfRuns(overview, { ...whose, assistant: used.assistant_id }),
          cells: usedCells(used, overview.currency),
        }
      })}
    />
  </Card>
)

export const UsedByModels = ({
  overview,
  whose,
  children,
}: Props & {
  /** Stands beside its name. */
  children: ReactNode
}) => (
  <Card
    name="Tokens and cost by model"
    hint={costHint(overview)}
    tools={<div className="print:hidden">{children}</div>}
  >
    <Rows
      caption="Tokens and cost by model"
      head={['Model', 'Tokens', 'Cost']}
      empty="No tokens were used in these days."
      rows={overview.models.map((used) => ({
        key: used.model,
        name: shownName(used.model),
        title: shownName(used.model),
        href: threadsOfRuns(overview, { ...whose, model: used.model }),
        cells: usedCells(used, overview.currency),
      }))}
    />
  </Card>
)

export const toolName = ({ type, name }: { type: string; name: string | null }): string => {
  if (name !== null) return shownName(name)
  return Object.hasOwn(TOOL_LABELS, type)
    ? TOOL_LABELS[type as keyof typeof TOOL_LABELS]
    : type.replaceAll('_', ' ')
}

export const Tools = ({ overview: { tools } }: Pick<Props, 'overview'>) => (
  <Card name="Tools" hint="Calls, and how many of them failed">
    <Rows
      caption="Tools used and failing"
      head={['Tool', 'Calls', 'Failed']}
      empty="No tool was called in these days."
      rows={tools.map((tool) => ({
        key: `${tool.type} ${tool.name ?? ''}`,
        name: toolName(tool),
        title: toolName(tool),
        cells: [
          { text: numberText(tool.calls) },
          tool.failed === 0
            ? { text: numberText(0), className: 'text-ink-3' }
            : {
                text: `${numberText(tool.failed)} (${percentText(tool.failed / tool.calls)})`,
                className: 'text-error',
              },
        ],
      }))}
    />
  </Card>
)

/** A language by its name in the reader’s own. */
export const languageName = (tag: string): string => {
  if (tag === 'und') return 'Not known'
  try {
    return new Intl.DisplayNames(undefined, { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}

export const Languages = ({ overview: { languages } }: Pick<Props, 'overview'>) => {
  const all = languages.reduce((sum, { messages }) => sum + messages, 0)
  return (
    <Card name="Languages" hint="Of the messages of users">
      <Rows
        caption="Languages"
        head={['Language', 'Messages', 'Share']}
        empty="No user wrote in these days."
        rows={languages.map(({ language, messages }) => ({
          key: language,
          name: languageName(language),
          title: language,
          cells: [
            { text: numberText(messages) },
            { text: percentText(messages / all), className: 'text-ink-2' },
          ],
        }))}
      />
    </Card>
  )
}

export const waitEnds: Readonly<Record<string, string>> = {
  answered: 'answered',
  expired: 'expired',
  cancelled: 'cancelled',
  waiting: 'still waiting',
}

export const waitHref = ({ thread_id, run_id }: Overview['waits'][number]): string =>
  paths.thread(thread_id, { run: run_id, tab: 'run' })
