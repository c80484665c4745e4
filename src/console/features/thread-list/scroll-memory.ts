import type { VirtualItem } from '@tanstack/react-virtual'

/** Where each list was left, to come back to. Not in the URL: it is of this tab and this visit. */
interface Left {
  offset: number
  measurements: VirtualItem[]
}
const left = new Map<string, Left>()

export const recallScroll = (list: string): Left | undefined => left.get(list)
export const rememberScroll = (list: string, at: Left): void => void left.set(list, at)
