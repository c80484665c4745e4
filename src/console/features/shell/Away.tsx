import { tryNow } from '#console/api/changes.ts'
import { contact } from '#console/api/connection.ts'
import { Button } from '#console/ui/Button.tsx'
import { RelativeTime } from '#console/ui/RelativeTime.tsx'

const told = {
  offline: { what: 'Offline – reconnecting.', hope: 'What you write is kept.' },
  failing: {
    what: 'The server answers with errors – asking again.',
    hope: 'What you write is kept.',
  },
  deaf: {
    what: 'No live updates – reconnecting.',
    hope: 'What others do shows once it is back.',
  },
}

/** Says that the server is away or fails, or only its changes, since when, and offers to try at once. */
export const Away = () => {
  const { state, heardAt, trying = false } = contact.use()
  const words = state === 'connecting' || state === 'online' ? undefined : told[state]
  return (
    // Always there, so that what appears in it is announced.
    <output className={words ? 'block border-t border-line bg-attention-soft' : undefined}>
      {words && (
        <span className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-4 py-1 text-small">
          <span className="min-w-0 flex-1">
            <strong className="font-strong text-attention">{words.what}</strong>{' '}
            <span className="text-ink-2">
              {heardAt !== undefined && (
                <>
                  Last word from the server: <RelativeTime at={heardAt / 1000} show="clock" />.{' '}
                </>
              )}
              {words.hope}
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
