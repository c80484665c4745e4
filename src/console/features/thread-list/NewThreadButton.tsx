import { Plus } from 'lucide-react'

import { useWhyNot } from '#console/api/rights.ts'
import { Button } from '#console/ui/Button.tsx'

/** Opens a thread that its first message makes. */
export const NewThreadButton = ({
  onPress,
  label = 'New',
}: {
  onPress: () => void
  label?: string
}) => (
  <Button icon={Plus} whyNot={useWhyNot('createThread')} onClick={onPress} aria-label="New thread">
    {label}
  </Button>
)
