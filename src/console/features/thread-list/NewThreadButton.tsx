import { Plus } from 'lucide-react'

import { useWhyNot } from '#console/api/rights.ts'
import { Button } from '#console/ui/Button.tsx'
import { SPOKEN, TIGHT } from '#console/ui/narrow-head.ts'

/** Opens a thread that its first message makes. */
export const NewThreadButton = ({
  onPress,
  label,
}: {
  onPress: () => void
  /** What it says; without one it stands in the head of the list. */
  label?: string
}) => (
  <Button
    icon={Plus}
    whyNot={useWhyNot('createThread')}
    onClick={onPress}
    aria-label="New thread"
    className={label === undefined ? TIGHT : undefined}
  >
    {label ?? <span className={SPOKEN}>New</span>}
  </Button>
)
