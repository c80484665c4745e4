import type { OperationName } from '#contract/endpoints.ts'

import { ownApi } from './own-api.ts'

/** What one client did in a run of the tests, every answer checked. */
export interface Exercised {
  /** Its package and version. */
  client: string
  operations: Set<OperationName>
  features: Set<string>
}

const operations = Object.values(ownApi.paths)
  .flatMap((path) => Object.values(path))
  // No SDK has a method for what is ours alone.
  .filter((operation) => !operation['x-clew-extension'])

const row = (cells: string[]) => `| ${cells.join(' | ')} |\n`
const table = (head: string[], rows: string[][]) =>
  row(head) + row(head.map((_, at) => (at === 0 ? ':--' : ':-:'))) + rows.map(row).join('')

const NOTE = `Written by \`npm run docs\`; a test fails where it is not what that run of the tests did. Every answer and every event was
checked strictly against the published description and our own.`

const mark = (is: boolean) => (is ? '✓' : '–')
const byResource = Map.groupBy(operations, ({ tags: [tag = ''] }) => tag)
const featureRows = (all: Exercised[]): string[][] =>
  [...new Set(all.flatMap(({ features }) => [...features]))].map((name) => [
    name,
    ...all.map((each) => mark(each.features.has(name))),
  ])
const clients = (all: Exercised[]) => all.map(({ client }) => client)

/** A table for each resource: every operation that `isTold` with every client. */
const sections = (
  all: Exercised[],
  isTold: (name: OperationName) => boolean,
  refused: OperationName[] = [],
): string =>
  [...byResource]
    .map(([resource, listed]) => {
      const rows = listed
        .filter(({ operationId }) => isTold(operationId))
        .map(({ operationId }) => [
          `\`${operationId}\``,
          ...all.map(({ operations: done }) =>
            refused.includes(operationId) ? 'refused' : mark(done.has(operationId)),
          ),
        ])
      if (rows.length === 0) return ''
      return `## ${resource}\n\n${table(['operation', ...clients(all)], rows)}\n`
    })
    .join('')

/** Every operation and feature with every SDK. */
export const compatibilityPage = (all: Exercised[]): string => `# Compatibility

${NOTE}

No model belongs to who asks, so \`deleteModel\` is refused with 403, as the hosted API refused models that were not fine-tuned by the
asker. The Python SDK has [a page of its own](compatibility-python.md); so have [older versions and other
clients](compatibility-clients.md).

${sections(all, () => true, ['deleteModel'])}## What the SDKs add

${table(['feature', ...clients(all)], featureRows(all))}`

/** What other clients asked, and what they add. */
export const clientsPage = (all: Exercised[]): string => `# Older versions and other clients

${NOTE} Each client has its own transport. What is not marked was not asked; no client here was refused what it asked.
Of \`go-openai\` the requests alone are made, as its source writes them, since Go is not among the tools of these tests.

${sections(all, (name) => all.some((each) => each.operations.has(name)))}## What the clients add

${table(['feature', ...clients(all)], featureRows(all))}
## What some of them do wrong by themselves

Each of these goes wrong in the client's own code, whatever server it speaks to.

- \`openai\` 4.40: \`vectorStores.files.uploadAndPoll\` uploads the file and never attaches it. Call \`files.create\`, then
  \`vectorStores.files.createAndPoll\`.
- \`openai\` 4.40: \`runs.createAndPoll\` does not know the status \`incomplete\` and asks on without a pause. Stream such runs, or poll
  with \`runs.retrieve\`.
- \`openai\` 4.104: \`runs.stream().finalRun()\` throws where a run ends as \`incomplete\`. Take the run from the event
  \`thread.run.incomplete\`.
- \`openai\` of every version: \`Idempotency-Key\` is sent where it is given in \`headers\`; the option \`idempotencyKey\` sends nothing.
- \`@azure/ai-agents\` 1.1: its lists end after their first page. Ask for the next with \`after\`, where you have more than \`limit\`.
- \`@azure/ai-agents\` 1.1: sends its token by \`https\` alone. Put TLS in front, as [deployment](deployment.md) shows, and give
  \`https://…/openai\` as the endpoint.
- \`@langchain/classic\` 1.0: \`OpenAIAssistantRunnable.invoke({ content, run_metadata })\` without \`threadId\` sends
  \`run_metadata\` in the body of \`POST /v1/threads/runs\`, where it is refused as an unknown parameter. Make the thread first and
  give its \`threadId\`, or leave \`run_metadata\` out.
`

/** A line for each other client. */
export const clientsSummary = (all: Exercised[]): string =>
  table(
    ['older versions and other clients', 'operations they ask'],
    all.map(({ client, operations: done }) => [client, String(done.size)]),
  )

/** A line for each resource. */
export const compatibilitySummary = (all: Exercised[]): string => {
  const rows = [...byResource].map(([resource, listed]) => [
    resource,
    ...all.map((each) => {
      const done = listed.filter(({ operationId }) => each.operations.has(operationId))
      return `${done.length} of ${listed.length}`
    }),
  ])
  const features = Math.max(...all.map((each) => each.features.size))
  const added = [
    'Streams, polling, paging, errors',
    ...all.map((each) => `${each.features.size} of ${features}`),
  ]
  return table(['operations', ...clients(all)], [...rows, added])
}
