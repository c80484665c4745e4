import { hostOf, isAdding } from '#console/api/mirror.ts'
import { countText, numberText } from '#console/util/number.ts'
import type { Mirror } from '#contract/mirror.ts'

/** How far the threads that were added are fetched, and which of them cannot be. */
export const AddedThreads = ({ mirror }: { mirror: Mirror }) => {
  const { of, done, failed, failures } = mirror.adding
  const isListing = of === 0 && mirror.waiting > 0
  const isUnder = isListing || isAdding(mirror)
  return (
    <div className="space-y-3">
      <div className="space-y-2">
        <p className="tabular">
          {numberText(done)} of {countText(of, 'thread')} added
          {failed > 0 && <span className="text-error">, {numberText(failed)} failed</span>}
        </p>
        <progress
          aria-label="Threads added"
          max={Math.max(1, of)}
          {...(!isListing && { value: of === 0 ? 1 : done + failed })}
          className="block h-1.5 w-full accent-accent"
        />
        <output className="block text-small text-ink-2">
          {isListing ? (
            <>
              <bdi>{hostOf(mirror)}</bdi> is asked which threads it has.
            </>
          ) : isUnder && mirror.reachable === false ? (
            <>
              <bdi>{hostOf(mirror)}</bdi> cannot be reached. They are fetched once it is back.
            </>
          ) : isUnder ? (
            'They appear in the list as they come. This can be closed: the fetching goes on.'
          ) : of === 0 ? (
            <>
              <bdi>{hostOf(mirror)}</bdi> has no thread of that time.
            </>
          ) : failed === 0 ? (
            'All of them are in the list.'
          ) : (
            done > 0 && 'The others are in the list.'
          )}
        </output>
      </div>
      {failures.length > 0 && (
        <section aria-label="Threads that failed">
          <h3 className="text-small font-strong text-ink-2">
            {countText(failed, 'thread')} could not be fetched
          </h3>
          <ul className="divide-y divide-line">
            {failures.map(({ thread_id: id, reason, partial }) => (
              <li key={id} className="py-1.5 text-small">
                <code className="break-all select-all">{id}</code>
                {partial && (
                  <p>It is in the list, but not all of its messages and runs could be fetched.</p>
                )}
                <p dir="auto" className="break-words text-ink-2">
                  {reason}
                </p>
              </li>
            ))}
            {failed > failures.length && (
              <li className="py-1.5 text-small text-ink-2">
                and {numberText(failed - failures.length)} more
              </li>
            )}
          </ul>
        </section>
      )}
    </div>
  )
}
