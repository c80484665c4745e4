import type { MetadataConflict } from '../util/metadata.ts'
import { shownKey, shownName } from '../util/shown-name.ts'

export type Choice = 'theirs' | 'mine'

/** Keys that somebody else changed too, and which of the two values is kept of each. */
export const MetadataConflicts = ({
  conflicts,
  choices,
  onChoose,
}: {
  conflicts: readonly MetadataConflict[]
  choices: Readonly<Record<string, Choice>>
  onChoose: (key: string, choice: Choice) => void
}) => (
  <div role="alert" className="space-y-2 rounded-card bg-attention-soft px-3 py-2.5">
    <p className="font-strong text-attention">
      Somebody else has changed this meanwhile. Choose what is kept, and save again.
    </p>
    {conflicts.map(({ key, theirs, mine }) => (
      <fieldset key={key} className="space-y-1">
        <legend className="text-small font-strong break-all">{shownKey(key)}</legend>
        <Value
          name={key}
          label="Theirs"
          value={theirs}
          isChosen={choices[key] === 'theirs'}
          onChoose={() => onChoose(key, 'theirs')}
        />
        <Value
          name={key}
          label="Mine"
          value={mine}
          isChosen={choices[key] === 'mine'}
          onChoose={() => onChoose(key, 'mine')}
        />
      </fieldset>
    ))}
  </div>
)

const Value = ({
  name,
  label,
  value,
  isChosen,
  onChoose,
}: {
  name: string
  label: string
  value: string | undefined
  isChosen: boolean
  onChoose: () => void
}) => (
  <label className="flex items-baseline gap-2 text-small">
    <input
      type="radio"
      name={`keep-${name}`}
      checked={isChosen}
      onChange={onChoose}
      className="accent-accent"
    />
    <span className="w-12 shrink-0 text-ink-2">{label}</span>
    <span dir="auto" className="min-w-0 break-words whitespace-pre-wrap">
      {value === undefined ? <em className="text-ink-2">removed</em> : shownName(value) || 'empty'}
    </span>
  </label>
)
