import { useEffect, useState } from 'react'

import { Button } from './Button.tsx'

/** Most answers come sooner. */
const LATE_MS = 1500

/** Offers to wait no longer for an answer, once it is late. */
export const LateCancel = ({ onCancel }: { onCancel: () => void }) => {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => clearTimeout(timer)
  }, [])
  return (
    isLate && (
      <Button variant="quiet" onClick={onCancel}>
        Cancel
      </Button>
    )
  )
}
