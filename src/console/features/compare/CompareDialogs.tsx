import { Suspense } from 'react'
import { useLocation, useNavigate } from 'react-router'

import { type ComparePlace, type CompareSide, comparisonIn, paths } from '#console/paths.ts'
import { compareWith } from '#console/ui/compare-with.ts'
import { lazyPart } from '#console/ui/lazy-part.tsx'

const CompareDialog = lazyPart(
  () => import('./CompareDialog.tsx').then((module) => module.CompareDialog),
  { missing: 'The dialog could not be loaded.', over: true },
)

/** Asks what something is to be compared with, wherever that was begun. Once in the page. */
export const CompareDialogs = () => {
  const asked = compareWith.use()
  const navigate = useNavigate()
  const { pathname, search } = useLocation()
  if (!asked) return null
  const close = () => compareWith.set(undefined)
  const choose = (chosen: CompareSide) => {
    close()
    // Where a comparison is open, it goes on as it is shown.
    const now: ComparePlace =
      pathname === paths.compare({}) ? comparisonIn(new URLSearchParams(search)) : {}
    const { onlyDifferences } = now
    const [left, right] = asked.as === 'right' ? [asked.side, chosen] : [chosen, asked.side]
    void navigate(paths.compare({ left, right, onlyDifferences }))
  }
  return (
    <Suspense>
      <CompareDialog side={asked.side} onChoose={choose} onClose={close} />
    </Suspense>
  )
}
