import { newStore } from '../util/store.ts'

export interface Toast {
  id: number
  text: string
  tone: 'neutral' | 'error'
  /** Under the text: a request id, what to do. */
  detail?: string
  action?: { label: string; onSelect: () => void }
}

/** The toasts on screen, oldest first. */
export const toasts = newStore<readonly Toast[]>([])
let lastId = 0
const STAYS_MS = 6000

/**
 * Tells of something that has no other place on the screen. Errors stay until closed.
 * The same words told again stand once: the newer toast takes the older one's place.
 */
export const showToast = (toast: { text: string } & Partial<Omit<Toast, 'id'>>): void => {
  const id = ++lastId
  const shown: Toast = { tone: 'neutral', ...toast, id }
  const others = toasts
    .get()
    .filter(({ text, detail }) => text !== shown.text || detail !== shown.detail)
  toasts.set([...others.slice(-2), shown])
  if (shown.tone === 'neutral') setTimeout(() => closeToast(id), STAYS_MS)
}

export const closeToast = (id: number): void =>
  toasts.set(toasts.get().filter((toast) => toast.id !== id))
