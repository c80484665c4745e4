import { Plus, X } from 'lucide-react'
import { type ComponentProps, useRef } from 'react'

import { MAX_METADATA_PAIRS } from '#contract/limits.ts'
import type { Metadata } from '#contract/primitives.ts'

import { withBreaksOf } from '../util/line-breaks.ts'
import { type MetadataPair, metadataProblems } from '../util/metadata.ts'
import { shownName } from '../util/shown-name.ts'
import { Button } from './Button.tsx'
import { GrowingText, TextField } from './Field.tsx'
import { IconButton } from './IconButton.tsx'

/** Metadata as rows of key and value; each row says what is wrong with it. */
export const MetadataFields = ({
  pairs,
  base,
  onChange,
}: {
  pairs: readonly MetadataPair[]
  /** As it is stored. */
  base?: Metadata | undefined
  onChange: (pairs: MetadataPair[]) => void
}) => {
  const group = useRef<HTMLFieldSetElement>(null)
  const problems = metadataProblems(pairs, base)
  const change = (place: number, part: Partial<MetadataPair>) =>
    onChange(pairs.map((pair, at) => (at === place ? { ...pair, ...part } : pair)))
  const add = () => {
    onChange([...pairs, { key: '', value: '' }])
    // The new row is there after this event; its key is what comes next.
    requestAnimationFrame(() =>
      group.current?.querySelector<HTMLElement>('li:last-child :is(input, textarea)')?.focus(),
    )
  }
  return (
    <fieldset ref={group} aria-label="Metadata" className="min-w-0 space-y-2">
      <ul className="space-y-2">
        {pairs.map((pair, place) => (
          // Most rows have no identity of their own: a key is text that is being typed.
          <li key={pair.row ?? place} className="grid grid-cols-[2fr_3fr_auto] items-start gap-1.5">
            <TextField
              hideLabel
              label={`Key ${place + 1}`}
              placeholder="Key"
              value={pair.key}
              error={pair.key === '' && pair.value === '' ? undefined : problems[place]}
              onChange={(event) => change(place, { key: event.target.value })}
            />
            <GrowingText
              hideLabel
              label={`Value ${place + 1}`}
              placeholder="Value"
              value={pair.value}
              onChange={(event) =>
                change(place, { value: withBreaksOf(pair.value, event.target.value) })
              }
            />
            <IconButton
              label={`Remove ${pair.key.trim() ? shownName(pair.key) : `pair ${place + 1}`}`}
              icon={X}
              onClick={() => onChange(pairs.filter((_, at) => at !== place))}
            />
          </li>
        ))}
      </ul>
      <Button
        size="small"
        variant="quiet"
        icon={Plus}
        disabled={pairs.length >= MAX_METADATA_PAIRS}
        onClick={add}
      >
        Add a pair
      </Button>
    </fieldset>
  )
}

/** Metadata in a form, under its name and with what is wrong with all of it. */
export const MetadataSection = ({
  error,
  ...rest
}: ComponentProps<typeof MetadataFields> & { error: string | undefined }) => (
  <div className="space-y-1">
    <p className="text-small font-strong text-ink-2">Metadata</p>
    <MetadataFields {...rest} />
    {error && <p className="text-meta text-error">{error}</p>}
  </div>
)
