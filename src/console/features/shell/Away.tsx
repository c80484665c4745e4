import { tryNow } from '#console/api/changes.ts'
import { contact } from '#console/api/connection.ts'
import { Button } from '#console/ui/Button.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'

/** Says that the server is away, or only its changes, since when, and offers to try at once. */
export const Away = () => {
  const { state, heardAt, trying = false } = contact.use()
  const isAway = state === 'offline' || state === 'deaf'
  return (
    // Always there, so that what appears in it is announced.
    <output className={isAway ? 'block border-t border-line bg-attention-soft' : undefined}>
      {isAway && (
        <span className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1 text-small">
          <span className="min-w-0 flex-1">
            <strong className="font-strong text-attention">
              {state === 'offline' ? 'Offline – reconnecting.' : 'No live updates – reconnecting.'}
            </strong>{' '}
            <span className="text-ink-2">
              {heardAt !== undefined && (
                <>
                  Last word from the server: <RelativeTime at={heardAt / 1000} show="clock" />.{' '}
                </>
              )}
              {state === 'offline'
                ? 'What you write is kept.'
                : 'What others do shows once it is back.'}
            </span>
          </span>
          <Button size="small" busy={trying} onClick={tryNow}>
            Try now
          </Button>
        </span>
      )}
    </output>
  )
}
