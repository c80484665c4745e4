import { readFileSync } from 'node:fs'
import { join } from 'node:path'

import { pino } from 'pino'

import { DEFAULT_CHUNKING } from '#contract/vector-store-file.ts'
import { readCommandLine } from '#server/config.ts'
import type { EmbeddingModel } from '#server/models/embeddings.ts'
import { createEmbeddings } from '#server/models/registry.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { toTerms } from '#server/store/terms.ts'
import { toChunks } from '#server/vector-stores/chunk.ts'
import { search } from '#server/vector-stores/search.ts'
import { hasShared, sharedConversations } from '#testing/recorded.ts'

import type { Figure } from './figures.ts'
import { median } from './measure.ts'
import { ndcgAt } from './ndcg.ts'

/** A query and the lines of a data file whose threads answer it. */
interface Labelled {
  query: string
  in: string
  relevant: number[]
}

/** Read as what this bench's own file is. */
const readLabelled = (): Labelled[] =>
  JSON.parse(readFileSync(join(import.meta.dirname, 'search-quality.json'), 'utf8')) as Labelled[]

/** Of which languages the queries of a data file are. */
const LANGUAGES: Record<string, string> = {
  'support-crosswoz-zh': 'Chinese',
  'support-xrisawoz-hi-ko-fr': 'Hindi, Korean and French',
}

/**
 * How well file search finds: every thread of the labelled data files is one file of a vector store, all
 * of them in one store, so that each query has thousands to go wrong with. By words, and by meaning
 * too where an embedding model is configured.
 */
export const searchQualityFigures = async (): Promise<Figure[]> => {
  if (!hasShared('data')) {
    console.log('  left out: the published conversations are not there')
    return []
  }
  const labelled = readLabelled()
  const store = await openStore({ path: ':memory:' })
  const { config } = readCommandLine({ argv: [], env: process.env })
  const embeddings = createEmbeddings(config)
  const files = [...new Set(labelled.map((each) => each.in))]
  const threads = await fill(store, files, embeddings)
  const ranked: { labelled: Labelled; ids: string[]; ms: number }[] = []
  for (const each of labelled) {
    const started = performance.now()
    const query = { vectorStoreIds: ['vs_bench'], queries: [each.query], limit: 50 }
    const results = await search({ store, embeddings, log: pino({ level: 'silent' }) }, query)
    const ids = [...new Set(results.map(({ file_id }) => file_id))]
    ranked.push({ labelled: each, ids, ms: performance.now() - started })
    if (!relevantIds(each).some((id) => ids.slice(0, 10).includes(id))) {
      console.log(`  not among the first ten: ${each.query}`)
    }
  }
  await store.close()
  const mean = (score: (ids: string[], relevant: string[]) => number, of = ranked) =>
    of.reduce((sum, each) => sum + score(each.ids, relevantIds(each.labelled)), 0) / of.length
  const by = embeddings ? `words and ${embeddings.id}` : 'words'
  const groups = [...new Set(files.map((file) => LANGUAGES[file] ?? 'English'))]
  return [
    { what: `queries, over ${threads} threads by ${by}`, value: ranked.length, unit: '' },
    { what: 'recall@5', value: mean(recallAt(5)), unit: '', mark: { atLeast: 0.85 } },
    { what: 'recall@10', value: mean(recallAt(10)), unit: '', mark: { atLeast: 0.85 } },
    { what: 'nDCG@10', value: mean(ndcg), unit: '', mark: { atLeast: 0.78 } },
    ...groups.map((group) => {
      const of = ranked.filter((each) => (LANGUAGES[each.labelled.in] ?? 'English') === group)
      return { what: `nDCG@10, ${group}`, value: mean(ndcg, of), unit: '' }
    }),
    {
      what: 'a search',
      value: median(ranked.map(({ ms }) => ms)),
      unit: 'ms',
    },
  ]
}

const idOf = (file: string, line: number) => `file-${file}-${line}`
const relevantIds = ({ in: file, relevant }: Labelled) => relevant.map((line) => idOf(file, line))

const recallAt = (k: number) => (ids: string[], relevant: string[]) =>
  ids.slice(0, k).filter((id) => relevant.includes(id)).length / Math.min(k, relevant.length)

/** Of relevant files none is better than another. */
const ndcg = (ids: string[], relevant: string[]) =>
  ndcgAt(10, ids, new Map(relevant.map((id) => [id, 1])))

const textsIn = (file: string): string[] =>
  sharedConversations(file).map((messages) =>
    messages.map(({ role, text }) => `${role}: ${text}`).join('\n'),
  )

/** Puts every thread of the files into one store. @returns how many */
const fill = async (
  store: Store,
  names: string[],
  embeddings: EmbeddingModel | undefined,
): Promise<number> => {
  const texts = new Map(
    names.flatMap((name) => textsIn(name).map((text, line) => [idOf(name, line), text] as const)),
  )
  for (const id of texts.keys()) {
    await store.insertFile({
      id,
      object: 'file',
      bytes: 0,
      created_at: 0,
      filename: 'thread.txt',
      purpose: 'assistants',
      status: 'processed',
    })
  }
  await store.insertVectorStore({
    id: 'vs_bench',
    created_at: 0,
    name: '',
    expires_after: null,
    metadata: {},
    files: [...texts.keys()].map((file_id) => ({
      file_id,
      created_at: 0,
      chunking: DEFAULT_CHUNKING,
      attributes: null,
    })),
  })
  for (const { key, file_id } of await store.listFilesToRead(texts.size, [])) {
    const chunks = [...toChunks(texts.get(file_id) ?? '', DEFAULT_CHUNKING, Infinity)]
    const vectors = (await embeddings?.embed(chunks.map(({ text }) => text))) ?? []
    await store.insertChunks(
      key,
      chunks.map((chunk, at) => {
        const vector = vectors[at]
        return { ...chunk, terms: toTerms(chunk.text).join(' '), ...(vector && { vector }) }
      }),
    )
    const embedding_model = embeddings?.id ?? null
    await store.settleVectorStoreFile(key, { status: 'completed', embedding_model })
  }
  return texts.size
}
