import { describe, expect, test } from 'vitest'

import type { Facet, FacetKind } from '#server/search/facet.ts'
import { buildMessage, buildRun, buildThread, textPart } from '#testing/builders.ts'

import { type Engine, useStore } from './engine.suite.ts'

export const facetsSuite = (engine: Engine): void => {
  describe('facets', () => {
    const bench = useStore(engine)
    const have = async (...wanted: [kind: FacetKind, value: string, key?: string][]) => {
      const facets = wanted.map(([kind, value, key = '']): Facet => ({ kind, key, value }))
      const page = { limit: 100, order: 'asc', summary: false, facets } as const
      const lists = await Promise.all(
        (['created_at', 'last_active_at'] as const).map((order_by) =>
          bench.store.listThreads({ ...page, order_by }),
        ),
      )
      const [created, active] = lists.map(({ data }) => data.map(({ id }) => id).toSorted())
      expect(created).toEqual(active)
      return created
    }

    test('tell whose runs a thread has, how the last one stands, and whether one failed', async () => {
      const { store } = bench
      const thread = buildThread({ metadata: { desk: 'x' } })
      await store.insertThread(thread, [])
      const of = { thread_id: thread.id }
      const first = buildRun({ ...of, assistant_id: 'asst_1', status: 'queued' })
      await store.insertRun(first, [], [])
      expect(await have(['status', 'queued'], ['assistant', 'asst_1'])).toEqual([thread.id])
      await store.commitRun(thread.id, first.id, {
        from: ['queued'],
        run: { ...first, status: 'failed' },
        events: () => [],
      })
      expect(await have(['status', 'queued'])).toEqual([])
      expect(await have(['status', 'failed'], ['has', 'error'])).toEqual([thread.id])
      const second = buildRun({ ...of, assistant_id: 'asst_2', status: 'completed' })
      await store.insertRun(second, [], [])
      expect(await have(['status', 'failed'])).toEqual([])
      expect(
        await have(
          ['assistant', 'asst_1'],
          ['assistant', 'asst_2'],
          ['has', 'error'],
          ['metadata', 'x', 'desk'],
        ),
      ).toEqual([thread.id])
    })

    test('tell what is in its messages, as long as it is there', async () => {
      const { store } = bench
      const [thread, other] = [buildThread(), buildThread()]
      await store.insertThread(thread, [])
      await store.insertThread(other, [])
      const of = { thread_id: thread.id }
      const file = buildMessage({ ...of, attachments: [{ file_id: 'file-1', tools: [] }] })
      const image = buildMessage({
        ...of,
        content: [{ type: 'image_url', image_url: { url: 'https://example.org/a.png' } }],
      })
      const text = textPart('see 【1】')
      const annotation = {
        type: 'file_citation' as const,
        text: '【1】',
        start_index: 4,
        end_index: 7,
        file_citation: { file_id: 'file-1' },
      }
      const cited = buildMessage({
        ...of,
        content: [{ ...text, text: { ...text.text, annotations: [annotation] } }],
      })
      await store.insertMessages(thread.id, [file, image, cited], {})
      const all = ['attachment', 'image', 'citation'] as const
      for (const each of all) expect(await have(['has', each])).toEqual([thread.id])
      for (const { id } of [file, image, cited]) await store.deleteMessage(thread.id, id)
      for (const each of all) expect(await have(['has', each])).toEqual([])
    })

    test('go with their thread', async () => {
      const thread = buildThread({ metadata: { desk: 'x' } })
      await bench.store.insertThread(thread, [])
      await bench.store.insertRun(buildRun({ thread_id: thread.id, status: 'failed' }), [], [])
      await bench.store.deleteThread(thread.id)
      expect(await have(['has', 'error'])).toEqual([])
      expect(await have(['metadata', 'x', 'desk'])).toEqual([])
    })
  })
}
