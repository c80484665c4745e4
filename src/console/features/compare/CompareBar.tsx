import { ArrowLeftRight, ChevronDown, ChevronUp } from 'lucide-react'
import { useState } from 'react'

import { IconButton } from '#console/ui/IconButton.tsx'
import { countText, numberText } from '#console/util/number.ts'

const countedText = (count: number | undefined, at: number | undefined): string => {
  if (count === undefined) return 'Comparing…'
  if (count === 0) return 'Nothing differs'
  return at === undefined || at > count
    ? countText(count, 'difference')
    : `${numberText(at)} of ${numberText(count)}`
}

/** How much differs, ways from one difference to the next, and how it is shown. */
export const CompareBar = ({
  count,
  at,
  onStep,
  onlyDifferences,
  onOnly,
  onSwap,
}: {
  /** Undefined until it is known. */
  count: number | undefined
  at: number | undefined
  onStep: (by: 1 | -1) => void
  onlyDifferences: boolean
  onOnly: (only: boolean) => void
  onSwap: () => void
}) => (
  <div className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1 border-b border-line bg-page px-4 py-1.5 md:px-6">
    <output className="min-w-0 text-small font-strong tabular">
      {at !== undefined && count ? <span className="sr-only">Difference </span> : null}
      {countedText(count, at)}
    </output>
    <span className="flex">
      <IconButton
        label="Previous difference"
        title="Previous difference (N)"
        icon={ChevronUp}
        disabled={!count}
        onClick={() => onStep(-1)}
      />
      <IconButton
        label="Next difference"
        title="Next difference (n)"
        icon={ChevronDown}
        disabled={!count}
        onClick={() => onStep(1)}
      />
    </span>
    <span className="min-w-2 flex-1" />
    <OnlyBox isOnly={onlyDifferences} onOnly={onOnly} />
    <IconButton label="Swap sides" icon={ArrowLeftRight} onClick={onSwap} />
  </div>
)

const OnlyBox = ({ isOnly, onOnly }: { isOnly: boolean; onOnly: (only: boolean) => void }) => {
  // The address, which says it, changes a moment after the press.
  const [told, setTold] = useState(isOnly)
  const [shown, setShown] = useState(isOnly)
  if (told !== isOnly) {
    setTold(isOnly)
    setShown(isOnly)
  }
  return (
    <label className="flex min-h-8 cursor-pointer items-center gap-2 text-small">
      <input
        type="checkbox"
        checked={shown}
        onChange={(event) => {
          setShown(event.target.checked)
          onOnly(event.target.checked)
        }}
        className="accent-accent"
      />
      Differences only
    </label>
  )
}
