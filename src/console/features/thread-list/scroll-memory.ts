/** Where each list was left, to come back to. Not in the URL: it is of this tab and this visit. */
interface Left {
  /** The thread at the top of what was seen, and how far it was scrolled out. */
  threadId: string
  by: number
}
const left = new Map<string, Left>()

export const recallScroll = (list: string): Left | undefined => left.get(list)
export const rememberScroll = (list: string, at: Left | undefined): void =>
  void (at ? left.set(list, at) : left.delete(list))
