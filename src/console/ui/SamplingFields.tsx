import { TextField } from './Field.tsx'

interface Sampling {
  temperature: string
  top_p: string
}

/** How freely a model chooses its words, as text while it is typed. */
export const SamplingFields = ({
  values,
  usual = {},
  errors,
  onChange,
}: {
  values: Sampling
  /** What counts where nothing is typed. */
  usual?: { temperature?: number | null; top_p?: number | null }
  errors: Partial<Record<keyof Sampling, string>>
  onChange: (change: Partial<Sampling>) => void
}) => (
  <div className="grid grid-cols-2 items-start gap-2.5">
    <TextField
      label="Temperature"
      inputMode="decimal"
      placeholder={String(usual.temperature ?? 1)}
      value={values.temperature}
      error={errors.temperature}
      onChange={(event) => onChange({ temperature: event.target.value })}
    />
    <TextField
      label="Top P"
      inputMode="decimal"
      placeholder={String(usual.top_p ?? 1)}
      value={values.top_p}
      error={errors.top_p}
      onChange={(event) => onChange({ top_p: event.target.value })}
    />
  </div>
)
