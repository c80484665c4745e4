import { type ReactNode, act } from 'react'
import { createRoot } from 'react-dom/client'
import { onTestFinished } from 'vitest'

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean
}

/** Renders into a page of its own; taken down when the test ends. */
export const render = async (node: ReactNode) => {
  const container = document.body.appendChild(document.createElement('div'))
  const root = createRoot(container)
  globalThis.IS_REACT_ACT_ENVIRONMENT = true
  await act(async () => root.render(node))
  // The browser's own events are not wrapped in act.
  globalThis.IS_REACT_ACT_ENVIRONMENT = false
  const unmount = () => {
    root.unmount()
    container.remove()
  }
  onTestFinished(unmount)
  return { container, unmount, rerender: (next: ReactNode) => root.render(next) }
}
