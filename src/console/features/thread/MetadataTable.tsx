import clsx from 'clsx'

import { LINE_BREAK } from '#console/util/line-breaks.ts'
import { shownKey, shownName } from '#console/util/shown-name.ts'
import type { Metadata } from '#contract/primitives.ts'

/** The title, which names the thread everywhere, stands first. */
export const ordered = (metadata: Metadata): [string, string][] =>
  Object.entries(metadata).toSorted(([a], [b]) => Number(b === 'title') - Number(a === 'title'))

/** What is short stands beside its key, in as many characters as fit there. */
const SHORT = { key: 20, value: 28 }
const isShort = (key: string, value: string) =>
  key.length <= SHORT.key && value.length <= SHORT.value && !LINE_BREAK.test(value)

/** Metadata to read. `of` is the id of what it belongs to. */
export const MetadataTable = ({ of, metadata }: { of: string; metadata: Metadata }) => {
  const pairs = ordered(metadata)
  if (pairs.length === 0) return <p className="py-1 text-ink-2">No metadata.</p>
  return (
    <dl className="divide-y divide-line" data-metadata={of}>
      {pairs.map(([key, value]) => (
        <div
          key={key}
          className={clsx(
            'py-1.5',
            isShort(key, value) && 'grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)] gap-x-4',
          )}
        >
          <dt className={clsx('break-words text-ink-2', !isShort(key, value) && 'text-meta')}>
            {shownKey(key)}
          </dt>
          <dd dir="auto" className="break-words whitespace-pre-wrap">
            {shownName(value) || <span className="text-ink-3">empty</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
