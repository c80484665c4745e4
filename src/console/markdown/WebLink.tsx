import type { ReactNode } from 'react'

import { destinationOf } from './web-link.ts'

/** A link out of the console; one that leads anywhere but the web or mail is shown as text. */
export const WebLink = ({ href, children }: { href: string; children: ReactNode }) => {
  const destination = destinationOf(href)
  if (destination === null) return <span title={href || undefined}>{children}</span>
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow" title={destination}>
      {children}
    </a>
  )
}
