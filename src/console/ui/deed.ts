/**
 * What a write does, as said of one that is done: "the thread was deleted". Its words of failure are
 * made of it.
 */
export type Deed = string

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

export const notDone = (deed: Deed): string =>
  capital(`${deed.replace(/ (was|were) /, ' $1 not ')}.`)

export const isUnsure = (deed: Deed): string => `It is not known whether ${deed}.`
