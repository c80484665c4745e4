import { shownKey, shownName } from '#console/util/shown-name.ts'
import type { Metadata } from '#contract/primitives.ts'

/** The title, which names the thread everywhere, stands first. */
export const ordered = (metadata: Metadata): [string, string][] =>
  Object.entries(metadata).toSorted(([a], [b]) => Number(b === 'title') - Number(a === 'title'))

/** Metadata to read. */
export const MetadataTable = ({ metadata }: { metadata: Metadata }) => {
  const pairs = ordered(metadata)
  if (pairs.length === 0) return <p className="py-1 text-ink-2">No metadata.</p>
  return (
    <dl className="divide-y divide-line">
      {pairs.map(([key, value]) => (
        <div key={key} className="py-1.5">
          <dt className="text-meta break-words text-ink-2">{shownKey(key)}</dt>
          <dd dir="auto" className="break-words whitespace-pre-wrap">
            {shownName(value) || <span className="text-ink-3">empty</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
