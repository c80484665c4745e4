import { CloudDownload } from 'lucide-react'

import { useWhyNot } from '#console/api/rights.ts'
import { Button } from '#console/ui/Button.tsx'
import { IconButton } from '#console/ui/IconButton.tsx'

import { addThreadsDialog } from './add-threads.ts'

const LABEL = 'Add threads…'
const open = () => addThreadsDialog.set(true)

/** Asks which threads of the other server are to be kept here. As an icon it stands among other buttons. */
export const AddThreadsButton = ({ as }: { as: 'icon' | 'words' }) => {
  const whyNot = useWhyNot('addMirroredThreads')
  return as === 'icon' ? (
    <IconButton
      label={LABEL}
      icon={CloudDownload}
      title={whyNot ?? LABEL}
      disabled={whyNot !== undefined}
      onClick={open}
    />
  ) : (
    <Button icon={CloudDownload} whyNot={whyNot} onClick={open}>
      {LABEL}
    </Button>
  )
}
