import { useEffect } from 'react'

/** Names the page in the browser's tab and history; without a title somebody else does. */
export const useTitle = (title: string | undefined): void => {
  useEffect(() => {
    if (title !== undefined) document.title = `${title} · Clew`
  }, [title])
}
