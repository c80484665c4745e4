import { ImageDown } from 'lucide-react'
import { useState } from 'react'

import { hostOf } from './web-link.ts'

/** An image elsewhere on the web. It is not fetched before it is asked for: that tells the host who reads. */
export const RemoteImage = ({
  src,
  alt,
  undrawn,
}: {
  src: string
  alt: string
  /** What of it is found in the page though it is not drawn. */
  undrawn?: string | undefined
}) => {
  const [state, setState] = useState<'offered' | 'loading' | 'failed'>('offered')
  const host = hostOf(src)
  if (host === null) return <span>{alt}</span>
  if (state === 'loading') {
    return (
      <img
        src={src}
        alt={alt}
        data-undrawn={undrawn}
        className="md-image"
        referrerPolicy="no-referrer"
        loading="lazy"
        onError={() => setState('failed')}
      />
    )
  }
  return (
    <button
      type="button"
      className="md-load md-load-image"
      title={src}
      data-undrawn={undrawn}
      onClick={() => setState('loading')}
    >
      <ImageDown aria-hidden className="icon" />
      <span>
        {state === 'failed'
          ? `${host} did not send an image. Try again`
          : `Load image from ${host}`}
        {alt && <span className="md-load-alt">{alt}</span>}
      </span>
    </button>
  )
}
