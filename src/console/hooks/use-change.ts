import { useState } from 'react'

/** Calls back in the render in which any of the values is another one, with those before. */
export const useChange = <const Values extends readonly (string | number | boolean)[]>(
  values: Values,
  onChange: (before: Values) => void,
): void => {
  const [before, setBefore] = useState(values)
  if (values.every((value, at) => Object.is(value, before[at]))) return
  setBefore(values)
  onChange(before)
}
