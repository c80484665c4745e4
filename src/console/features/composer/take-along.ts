import { joined } from './draft-out.ts'
import { changeDraft, currentDraft, forgetDraft } from './draft-store.ts'
import { type Draft, isPristine, isWritten } from './draft.ts'
import { sources } from './upload-sources.ts'

/** Puts what is written in one thread, its files too, after what is written in another. */
export const takeAlong = (from: string, to: string): void => {
  const { sending: _, id: __, out, aside, ...box } = currentDraft(from)
  // What was not sent comes first: it was written first.
  const [first = box, ...others] = [out, box, aside].filter((each) => each && isWritten(each))
  const taken = others.reduce<Draft>((all, each) => joined(all, each ?? box), {
    ...first,
    ...(box.lost && { lost: box.lost }),
  })
  for (const { key } of [...taken.parts, ...taken.attachments]) {
    const source = sources.get(key)
    if (source) source.threadId = to
  }
  changeDraft(to, (draft) => (isPristine(draft) ? taken : joined(draft, taken)), 'now')
  forgetDraft(from)
}
