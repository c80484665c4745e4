import { Suspense, useEffect, useState } from 'react'

import { askingLabel } from '#console/api/labels.ts'
import { type Told, toldAct, undo } from '#console/api/review-acts.ts'
import { isPanelShown } from '#console/api/reviewed.ts'
import { askingWho, reviewerId } from '#console/api/reviewer.ts'
import { useAction } from '#console/hooks/use-action.ts'
import { lazyPart } from '#console/ui/lazy-part.tsx'
import { showToast } from '#console/ui/toast.ts'
import { describeFailure } from '#console/util/describe-failure.ts'

const WhoDialog = lazyPart(() => import('./WhoDialog.tsx').then((module) => module.WhoDialog), {
  missing: 'The dialog could not be loaded.',
  over: true,
})

const NewLabelDialog = lazyPart(
  () => import('./NewLabelDialog.tsx').then((module) => module.NewLabelDialog),
  { missing: 'The dialog could not be loaded.', over: true },
)

/** Asks who reads and what a new label is, tells what a reviewer did and takes it back. Once in the page. */
export const ReviewHost = () => {
  const asking = askingWho.use()
  const ofLabel = askingLabel.use()
  const [words, setWords] = useState('')
  useAction('review.undo', () => void undo())
  useEffect(() => {
    const tell = () => {
      const told = toldAct.get()
      if (!told) return
      toldAct.set(undefined)
      // Where it shows itself it is only said, to those who do not see it; a toast is said as well.
      const isSeen = told.kind === 'done' && told.undo && (told.isSeen ?? isPanelShown.get())
      if (isSeen) setWords(told.text)
      else tellInToast(told)
    }
    tell()
    return toldAct.subscribe(tell)
  }, [])
  return (
    <>
      {/* `output` would say the same with less support. */}
      {/* oxlint-disable-next-line jsx-a11y/prefer-tag-over-role */}
      <p role="status" className="sr-only">
        {words}
      </p>
      <Suspense>
        {asking && <WhoDialog current={reviewerId.get()} onAnswer={asking.answer} />}
        {ofLabel && <NewLabelDialog name={ofLabel.name} onAnswer={ofLabel.answer} />}
      </Suspense>
    </>
  )
}

const tellInToast = (told: Told): void => {
  if (told.kind === 'failed') {
    const { message, requestId } = describeFailure(told.error)
    const detail = requestId ? `${message} Request ${requestId}` : message
    showToast({ tone: 'error', text: told.text, detail })
    return
  }
  const { text, undo: step } = told
  showToast({
    text,
    about: step ? String(Date.now()) : 'undo',
    ...(step && { action: { label: 'Undo', onSelect: () => void undo(step) } }),
  })
}
