/** Some models leave marks of their prompt's template in a function's name: namespace, recipient, channel. */
export const offeredName = (name: string, offered: readonly string[]): string => {
  const bare = bareName(name)
  return !offered.includes(name) && offered.includes(bare) ? bare : name
}

/** `a` of `functions.a`, `a<|channel|>json`, `to=functions.a` and `assistant to=functions.a<|channel|>json`. */
const bareName = (name: string): string => {
  const recipient = /(?:^|[\s>])to=\s*(.*)/s.exec(name)?.[1] ?? name
  return recipient
    .replace(/<\|.*/s, '')
    .trim()
    .replace(/^functions\./, '')
}

export const isOffered = (name: string, offered: readonly string[]): boolean =>
  offered.includes(offeredName(name, offered))

/** Whether a name may be the beginning of another one. */
export const mayGrow = (name: string, offered: readonly string[]): boolean => {
  const bare = bareName(name)
  return offered.some((each) => each !== bare && each.startsWith(bare))
}

/**
 * A name with what comes after it. Some endpoints send a piece, some the name so far, some all of it
 * once more: it is what makes a name that was offered.
 */
export const joinedName = (name: string, next: string, offered: readonly string[]): string => {
  const longer = name + next
  const all = next.startsWith(name) ? [next, longer] : [longer]
  return (
    all.find((each) => isOffered(each, offered)) ??
    all.find((each) => mayGrow(each, offered)) ??
    (isOffered(name, offered) ? name : (all[0] ?? longer))
  )
}
