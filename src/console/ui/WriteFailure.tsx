import { type Doubt, isOutcomeUnknown } from '../util/patience.ts'
import { type Deed, isUnsure, notDone } from './deed.ts'
import { Failure } from './Failure.tsx'

/** What a write did not do, or that it is not known whether it did. Nothing where all is well. */
export const WriteFailure = ({
  deed,
  error,
  doubt,
}: {
  deed: Deed
  error: unknown
  /** It is being found out what became of it. */
  doubt: Doubt | undefined
}) => {
  if (doubt) {
    return (
      <Failure
        layout="inline"
        what={isUnsure(deed)}
        error={doubt.error}
        onRetry={doubt.lookNow}
        retry="Look again"
      />
    )
  }
  if (error === undefined || error === null) return null
  const what = isOutcomeUnknown(error) ? isUnsure(deed) : notDone(deed)
  return <Failure layout="inline" what={what} error={error} />
}
