import type { Patience } from '../util/patience.ts'
import { type Deed, isUnsure } from './deed.ts'
import { closeToast, showToast } from './toast.ts'

/** For a write without a place on the screen: a notice says for how long it is not known whether it was done. */
export const doubtInToast = (deed: Deed, about?: string): Patience => {
  let shown: number | undefined
  return {
    onDoubt: (doubt) => {
      if (shown !== undefined) closeToast(shown)
      shown =
        doubt &&
        showToast({
          tone: 'error',
          text: isUnsure(deed),
          detail: doubt.error.message,
          action: { label: 'Look again', onSelect: doubt.lookNow },
          ...(about !== undefined && { about }),
        })
    },
  }
}
