import { newStore } from '../util/store.ts'

export interface Toast {
  id: number
  text: string
  tone: 'neutral' | 'error'
  /** Under the text: a request id, what to do. */
  detail?: string
  action?: { label: string; onSelect: () => void }
  /** The id of what it is about. */
  about?: string
}

/** The toasts on screen, oldest first. */
export const toasts = newStore<readonly Toast[]>([])
let lastId = 0
const STAYS_MS = 6000
/** Of those that go by themselves; no error goes before it is read. */
const MOST_PASSING = 2

/**
 * Tells of something that has no other place on the screen. Errors stay until closed.
 * The same words told again of the same thing stand once: the newer toast takes the older one's place.
 */
export const showToast = (toast: { text: string } & Partial<Omit<Toast, 'id'>>): number => {
  const id = ++lastId
  const shown: Toast = { tone: 'neutral', ...toast, id }
  const others = toasts.get().filter((each) => !isSame(each, shown))
  const passing = others.filter(({ tone }) => tone === 'neutral').slice(0, -MOST_PASSING)
  toasts.set([...others.filter((each) => !passing.includes(each)), shown])
  if (shown.tone === 'neutral') setTimeout(() => closeToast(id), STAYS_MS)
  return id
}

const isSame = (one: Toast, other: Toast): boolean =>
  one.text === other.text && one.detail === other.detail && one.about === other.about

export const closeToast = (id: number): void =>
  toasts.set(toasts.get().filter((toast) => toast.id !== id))
