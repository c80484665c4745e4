import clsx from 'clsx'

import { TextField } from '#console/ui/Field.tsx'
import { LabelChip } from '#console/ui/LabelChip.tsx'
import { overText } from '#console/util/number.ts'
import {
  LABEL_COLORS,
  type Label,
  type LabelColor,
  MAX_LABEL_DESCRIPTION,
  MAX_LABEL_NAME,
} from '#contract/label.ts'

/** A label as it is typed. */
export interface LabelText {
  name: string
  color: LabelColor
  description: string
}

/** A colour that this console does not know is shown as gray. */
export const textOf = ({ name, color, description }: Label): LabelText => ({
  name,
  color: LABEL_COLORS.find((known) => known === color) ?? 'gray',
  description: description ?? '',
})

export const toRequest = ({ name, color, description }: LabelText) => ({
  name: name.trim(),
  color,
  description: description.trim() || null,
})

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Name, colour and what it means. */
export const LabelFields = ({
  text,
  onChange,
}: {
  text: LabelText
  onChange: (text: LabelText) => void
}) => (
  <div className="space-y-3">
    <TextField
      label="Name"
      value={text.name}
      error={overText(text.name.length, MAX_LABEL_NAME)}
      autoComplete="off"
      onChange={({ target }) => onChange({ ...text, name: target.value })}
    />
    <fieldset>
      <legend className="mb-1 text-small font-strong text-ink-2">Colour</legend>
      <div className="flex flex-wrap gap-1">
        {LABEL_COLORS.map((color) => (
          <label
            key={color}
            title={capital(color)}
            className={clsx(
              'inline-flex size-8 items-center justify-center rounded-control border hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent',
              text.color === color ? 'border-ink-2 ring-1 ring-ink-2' : 'border-transparent',
            )}
          >
            <input
              type="radio"
              name="label-color"
              aria-label={capital(color)}
              checked={text.color === color}
              onChange={() => onChange({ ...text, color })}
              className="sr-only"
            />
            <span
              aria-hidden
              data-label-color={color}
              className="label-dot inline-block size-4 rounded-full"
            />
          </label>
        ))}
      </div>
    </fieldset>
    <TextField
      label="What it means"
      hint="Shown where labels are chosen."
      value={text.description}
      error={overText(text.description.length, MAX_LABEL_DESCRIPTION)}
      autoComplete="off"
      onChange={({ target }) => onChange({ ...text, description: target.value })}
    />
    {text.name.trim() !== '' && (
      <p className="flex items-center gap-2 text-small text-ink-2">
        Looks so: <LabelChip name={text.name.trim()} color={text.color} />
      </p>
    )}
  </div>
)
