import { Button } from '#console/ui/Button.tsx'

import { type Unshown, unshownNames } from './unshown.ts'

/** Says what a copy takes along that its form does not show, and lets that go. */
export const UnshownNote = ({
  unshown,
  onLeaveOut,
}: {
  unshown: Unshown
  onLeaveOut: () => void
}) => {
  const names = unshownNames(unshown)
  if (names === '') return null
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-small text-ink-2">
      <span>Taken over from the deleted assistant: {names}.</span>
      <Button size="small" onClick={onLeaveOut}>
        Leave out
      </Button>
    </div>
  )
}
