import type { VectorStore } from '#contract/vector-store.ts'

import type { TestApp } from './app.ts'
import { accepted, uploadFile } from './checked.ts'

/** Waits until no file of the store is being read. */
export const untilRead = async ({ services }: TestApp, id: string): Promise<VectorStore> => {
  const { store } = services
  let changed = () => {}
  const stop = store.onChange(() => changed())
  try {
    for (;;) {
      const next = new Promise<void>((resolve) => (changed = resolve))
      const now = await store.getVectorStore(id)
      if (!now) throw new Error(`${id} is gone`)
      if (now.status !== 'in_progress') return now
      await next
    }
  } finally {
    stop()
  }
}

/** A vector store of files with these names and contents, read. Answers it with the files' ids. */
export const newVectorStoreOf = async (
  app: TestApp,
  files: Record<string, BlobPart>,
  fields: object = {},
): Promise<{ store: VectorStore; ids: Record<string, string> }> => {
  const ids: Record<string, string> = {}
  for (const [name, content] of Object.entries(files)) {
    ids[name] = await uploadFile(app, { purpose: 'assistants' }, { name, content })
  }
  const body = { file_ids: Object.values(ids), ...fields }
  const { id } = await accepted<VectorStore>(
    'createVectorStore',
    app.request('POST', '/v1/vector_stores', body),
  )
  return { store: await untilRead(app, id), ids }
}
