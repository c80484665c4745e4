import { type UseMutationOptions, useMutation } from '@tanstack/react-query'
import { useState } from 'react'

import type { Doubt, Patience } from '../util/patience.ts'

interface Options<Done, Arg> extends Omit<UseMutationOptions<Done, Error, Arg>, 'mutationFn'> {
  write: (arg: Arg, patience: Patience) => Promise<Done>
}

/** Changes or makes something. It is pending until it is known whether that was done; `doubt` says that it is not. */
export const useWrite = <Done, Arg = void>({ write, ...options }: Options<Done, Arg>) => {
  const [doubt, setDoubt] = useState<Doubt>()
  const mutation = useMutation({
    ...options,
    mutationFn: (arg: Arg) => write(arg, { onDoubt: setDoubt }),
  })
  return { ...mutation, doubt }
}
