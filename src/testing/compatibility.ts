import type { OperationName } from '#contract/endpoints.ts'

import { ownApi } from './own-api.ts'

/** What one SDK did in a run of the tests, every answer checked. */
export interface Exercised {
  version: string
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

/** Every operation and feature with every SDK. */
export const compatibilityPage = (all: Exercised[]): string => {
  const versions = all.map(({ version }) => `openai ${version}`)
  const byResource = Map.groupBy(operations, ({ tags: [tag = ''] }) => tag)
  const mark = (is: boolean, name?: string) => (is ? '✓' : name === 'deleteModel' ? 'refused' : '–')
  const sections = [...byResource].map(([resource, listed]) => {
    const rows = listed.map(({ operationId }) => [
      `\`${operationId}\``,
      ...all.map((each) => mark(each.operations.has(operationId), operationId)),
    ])
    return `## ${resource}\n\n${table(['operation', ...versions], rows)}`
  })
  const names = [...new Set(all.flatMap(({ features }) => [...features]))]
  const features = names.map((name) => [name, ...all.map((each) => mark(each.features.has(name)))])
  return `# Compatibility

${NOTE}

No model belongs to who asks, so \`deleteModel\` is refused with 403, as the hosted API refused models that were not fine-tuned by the
asker. The Python SDK has [a page of its own](compatibility-python.md).

${sections.join('\n')}
## What the SDKs add

${table(['feature', ...versions], features)}`
}

/** A line for each resource. */
export const compatibilitySummary = (all: Exercised[]): string => {
  const byResource = Map.groupBy(operations, ({ tags: [tag = ''] }) => tag)
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
  return table(['operations', ...all.map(({ version }) => `openai ${version}`)], [...rows, added])
}
