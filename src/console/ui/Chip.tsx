import { X } from 'lucide-react'

/** Puts the focus on the chip that took a place, else on what chips are made with. */
const focusChip = (list: HTMLElement | null, at: number, otherwise: string): void => {
  const left = list?.isConnected ? [...list.querySelectorAll('button')] : []
  const next = left[at] ?? left.at(-1) ?? document.querySelector<HTMLElement>(otherwise)
  next?.focus()
}

/** How many frames what shows the chips may take to leave one out. */
const FRAMES = 20

const onceGone = (element: Element, act: () => void, frames = FRAMES): void =>
  void requestAnimationFrame(() => {
    if (element.isConnected && frames > 0) onceGone(element, act, frames - 1)
    else act()
  })

/** Something that narrows a list, with a way to take it off. In a list of them. */
export const Chip = ({
  text,
  otherwise,
  onRemove,
}: {
  text: string
  /** A selector: what the focus goes to when the last one is taken off. */
  otherwise: string
  onRemove: () => void
}) => (
  <li className="inline-flex max-w-full items-center rounded-label bg-accent-soft text-meta font-medium text-accent forced-colors:border forced-colors:border-line-strong">
    <bdi className="truncate py-1 ps-2">{text}</bdi>
    <button
      type="button"
      aria-label={`Remove ${text}`}
      onClick={(event) => {
        const button = event.currentTarget
        const list = button.closest('ul')
        const at = [...(list?.querySelectorAll('button') ?? [])].indexOf(button)
        onRemove()
        onceGone(button, () => focusChip(list, at, otherwise))
      }}
      className="inline-flex size-6 shrink-0 items-center justify-center rounded-label hover:bg-hover"
    >
      <X aria-hidden className="size-3" strokeWidth={2} />
    </button>
  </li>
)
