import { TextField } from '#console/ui/Field.tsx'
import { overText } from '#console/util/number.ts'
import { MAX_INITIALS, MAX_PERSON_NAME, type Person } from '#contract/person.ts'
import { initialsOf } from '#contract/plain-text.ts'

/** A person as it is typed. */
export interface PersonText {
  name: string
  /** Undefined until they are written: they follow the name. */
  initials: string | undefined
}

export const toRequest = ({ name, initials }: PersonText) => ({
  name: name.trim(),
  ...(initials?.trim() && { initials: initials.trim() }),
})

export const namedAs = (people: readonly Person[], name: string): Person | undefined =>
  people.find((person) => person.name.toLowerCase() === name.trim().toLowerCase())

export const PersonFields = ({
  text,
  onChange,
}: {
  text: PersonText
  onChange: (text: PersonText) => void
}) => (
  <div className="grid grid-cols-[1fr_6rem] gap-2">
    <TextField
      label="Name"
      value={text.name}
      error={overText(text.name.length, MAX_PERSON_NAME)}
      autoComplete="name"
      onChange={({ target }) => onChange({ ...text, name: target.value })}
    />
    <TextField
      label="Initials"
      value={text.initials ?? (text.name.trim() && initialsOf(text.name))}
      error={overText(text.initials?.length ?? 0, MAX_INITIALS)}
      autoComplete="off"
      onChange={({ target }) => onChange({ ...text, initials: target.value })}
    />
  </div>
)
