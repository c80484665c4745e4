import { useEffect, useEffectEvent } from 'react'

import { isNotFound } from '#console/api/failure.ts'
import { insistently } from '#console/api/insistently.ts'
import { isRenaming } from '#console/api/renaming.ts'
import { readThread } from '#console/api/threads.ts'
import type { Thread } from '#contract/thread.ts'

import { leftOfTitle, titleDrafts, unasked } from './title-drafts.ts'
import { askAboutRename, renamedMeanwhile, useRename } from './use-rename.ts'

/** The thread; undefined where it is gone. Waits for as long as the server cannot be reached. */
const readInsistently = (id: string): Promise<Thread | undefined> =>
  insistently(async () => {
    try {
      return await readThread(id)
    } catch (error) {
      if (isNotFound(error)) return undefined
      throw error
    }
  }, new AbortController().signal)

/** Goes on with what an earlier page had asked for and was left before the answer. */
export const ResumedRenames = () => {
  const rename = useRename()
  const resume = useEffectEvent(async (id: string) => {
    if (titleDrafts.get(id)?.asked === undefined || isRenaming(id)) return
    const thread = await readInsistently(id)
    const draft = titleDrafts.get(id)
    if (draft?.asked === undefined || isRenaming(id)) return
    const { title, asked } = draft
    if (!thread || (thread.metadata['title'] ?? '') === title) return titleDrafts.forget(id)
    const theirs = renamedMeanwhile(thread.metadata, asked, title)
    if (!theirs) return rename(thread, title)
    titleDrafts.change(id, (now) => unasked(leftOfTitle(now, theirs.title)), 'now')
    askAboutRename(theirs.title, title, () => rename(thread, title))
  })
  useEffect(() => {
    for (const id of titleDrafts.ids()) void resume(id)
  }, [])
  return null
}
