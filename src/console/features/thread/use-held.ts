import { type RefObject, useCallback, useEffect, useRef, useState } from 'react'

/** So long a second press may follow a first one, to select a word or a paragraph, in milliseconds. */
const SECOND_PRESS_MS = 500

const isSelectedIn = (element: Element): boolean => {
  const selection = getSelection()
  return selection !== null && !selection.isCollapsed && selection.containsNode(element, true)
}

/**
 * Whether the reader holds something in the list: a pressed pointer or selected text. It must not move
 * under them then. `letGo` is for a reader who asks for the end all the same.
 */
export function useHeld(scroller: RefObject<HTMLElement | null>): {
  isHeld: boolean
  letGo: () => void
} {
  const [isHeld, setHeld] = useState(false)
  const forget = useRef<() => void>(undefined)
  useEffect(() => {
    const list = scroller.current
    if (!list) return undefined
    const end = new AbortController()
    const { signal } = end
    let isPressed = false
    let isSelected = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = () => setHeld(isPressed || timer !== undefined || isSelected)
    const rest = (ms: number) => {
      clearTimeout(timer)
      timer = setTimeout(() => {
        timer = undefined
        tell()
      }, ms)
    }
    const release = () => {
      if (!isPressed) return
      isPressed = false
      rest(SECOND_PRESS_MS)
      tell()
    }
    list.addEventListener(
      'pointerdown',
      () => {
        isPressed = true
        tell()
      },
      { signal },
    )
    addEventListener('pointerup', release, { signal, capture: true })
    addEventListener('pointercancel', release, { signal, capture: true })
    addEventListener('blur', release, { signal })
    // Not every browser tells when a scrollbar is let go.
    addEventListener('pointermove', ({ buttons }) => buttons === 0 && release(), {
      signal,
      capture: true,
      passive: true,
    })
    document.addEventListener(
      'selectionchange',
      () => {
        isSelected = isSelectedIn(list)
        tell()
      },
      { signal },
    )
    forget.current = () => {
      clearTimeout(timer)
      timer = undefined
      isSelected = false
      tell()
    }
    return () => {
      clearTimeout(timer)
      end.abort()
    }
  }, [scroller])
  return { isHeld, letGo: useCallback(() => forget.current?.(), []) }
}
