import type { ReactNode } from 'react'

import { destinationOf } from './web-link.ts'

/** A link out of the console; one that leads anywhere but the web or mail is shown as text. */
export const WebLink = ({
  href,
  title = '',
  bare = false,
  undrawn,
  children,
}: {
  href: string
  /** What its writer says of it; it stands before where it leads. */
  title?: string
  /** It shows its address, which runs from left to right whatever stands around it. */
  bare?: boolean
  /** What of it is found in the page though it is not drawn. */
  undrawn?: string | undefined
  children: ReactNode
}) => {
  const destination = destinationOf(href)
  if (destination === null) return <span title={href || undefined}>{children}</span>
  return (
    <a
      href={href}
      data-undrawn={undrawn}
      dir={bare ? 'ltr' : undefined}
      target="_blank"
      rel="noopener noreferrer nofollow"
      title={title ? `${title} (${destination})` : destination}
    >
      {children}
    </a>
  )
}
