import { useLabels } from '#console/api/labels.ts'
import { LabelChip } from '#console/ui/LabelChip.tsx'
import { countText } from '#console/util/number.ts'

/** As many as leave room for the line that they stand in. */
const SHOWN = 2

/** The labels of a thread's reviews, as far as there is room. Where none are, nothing is asked for. */
export const RowLabels = ({ labels = [] }: { labels?: readonly string[] | undefined }) =>
  labels.length === 0 ? null : <Shown labels={labels} />

const Shown = ({ labels }: { labels: readonly string[] }) => {
  const known = useLabels()
  const named = labels.flatMap((id) => known.get(id) ?? [])
  const more = named.slice(SHOWN)
  return (
    <span className="relative flex max-w-[60%] shrink-0 items-center gap-1">
      <span className="sr-only">Labels:</span>
      {named.slice(0, SHOWN).map(({ id, name, color }) => (
        <span key={id} className="flex max-w-24 min-w-0">
          <LabelChip name={name} color={color} />
        </span>
      ))}
      {more.length > 0 && (
        <span title={more.map(({ name }) => name).join(', ')} className="text-meta text-ink-3">
          <span aria-hidden>+{more.length}</span>
          <span className="sr-only">{countText(more.length, 'more label', 'more labels')}</span>
        </span>
      )}
    </span>
  )
}
