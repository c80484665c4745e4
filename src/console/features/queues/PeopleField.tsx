import { Initials } from '#console/ui/Initials.tsx'
import type { Person } from '#contract/person.ts'

/** People to be chosen, any number of them. */
export const PeopleField = ({
  label,
  hint,
  people,
  chosen,
  onChange,
}: {
  label: string
  hint: string
  people: readonly Person[]
  chosen: readonly string[]
  onChange: (chosen: string[]) => void
}) => (
  <fieldset className="space-y-1">
    <legend className="text-small font-strong text-ink-2">{label}</legend>
    <p className="text-meta text-ink-3">{hint}</p>
    <div className="flex max-h-40 flex-wrap gap-1.5 overflow-y-auto p-0.5">
      {people.map((person) => (
        <label
          key={person.id}
          className="inline-flex min-h-8 max-w-full cursor-pointer items-center gap-1.5 rounded-control border border-line-strong px-2 text-small hover:bg-hover has-checked:border-accent has-checked:bg-accent-soft has-checked:text-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
        >
          <input
            type="checkbox"
            className="accent-accent"
            checked={chosen.includes(person.id)}
            onChange={({ target }) =>
              onChange(
                target.checked ? [...chosen, person.id] : chosen.filter((id) => id !== person.id),
              )
            }
          />
          <Initials person={person} />
          <bdi className="truncate">{person.name}</bdi>
        </label>
      ))}
    </div>
  </fieldset>
)
