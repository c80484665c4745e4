import { type ComponentProps, useId } from 'react'

import { TextField } from './Field.tsx'

/** A model by its name; those there are stand below it while one types. */
export const ModelField = ({
  models,
  ...rest
}: Omit<ComponentProps<typeof TextField>, 'label'> & {
  /** As they are listed; undefined until then. */
  models: { data: readonly { id: string }[] } | undefined
}) => {
  const list = useId()
  return (
    <>
      <TextField {...rest} label="Model" list={list} spellCheck={false} />
      <datalist id={list}>
        {models?.data.map(({ id }) => (
          <option key={id}>{id}</option>
        ))}
      </datalist>
    </>
  )
}
