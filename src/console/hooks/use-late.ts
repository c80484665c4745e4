import { useEffect, useState } from 'react'

/** Most answers are there before this: until then nothing tells of the wait. */
export const LATE_MS = 400

/** Whether something has been waited for so long that it is told. */
export const useLate = (isWaiting: boolean): boolean => {
  const [isLate, setLate] = useState(false)
  useEffect(() => {
    if (!isWaiting) return undefined
    const timer = setTimeout(() => setLate(true), LATE_MS)
    return () => {
      clearTimeout(timer)
      setLate(false)
    }
  }, [isWaiting])
  return isWaiting && isLate
}
