import { ImageDown } from 'lucide-react'
import { useState } from 'react'

import { hostOf } from '#console/markdown/web-link.ts'

import { ImageTile } from './ImageTile.tsx'
import { ImageViewer } from './lazy-image-viewer.ts'

/** Only pixels: an SVG may carry more than a picture. */
const RASTER = /^data:image\/(?:png|jpe?g|gif|webp|avif|bmp);base64,[a-z\d+/=\s]*$/i

/** An image by address: one elsewhere is fetched only when asked for, since that tells who reads. */
export const ImageUrl = ({
  url,
  detail,
  large,
}: {
  url: string
  detail: string | null | undefined
  large: boolean
}) => {
  const isData = RASTER.test(url)
  const host = hostOf(url)
  const [asked, setAsked] = useState(false)
  const [failed, setFailed] = useState(false)
  const [viewing, setViewing] = useState(false)
  const name = isData ? 'Embedded image' : (host ?? 'Image')
  if ((isData || asked) && !failed) {
    return (
      <>
        <ImageTile
          src={url}
          name={name}
          detail={detail}
          large={large}
          onOpen={() => setViewing(true)}
          onError={() => setFailed(true)}
        />
        {viewing && <ImageViewer src={url} name={name} onClose={() => setViewing(false)} />}
      </>
    )
  }
  if (host === null) {
    return (
      <p className="max-w-full truncate rounded-row border border-dashed border-line-strong px-3 py-2 text-small text-ink-2">
        {isData ? 'The image could not be shown' : 'Image not shown'}:{' '}
        <code>{url.slice(0, 60)}</code>
        {detail && detail !== 'auto' && `, ${detail} detail`}
      </p>
    )
  }
  return (
    <button
      type="button"
      title={url}
      onClick={() => {
        setFailed(false)
        setAsked(true)
      }}
      className="flex h-28 w-44 max-w-full flex-col items-center justify-center gap-1.5 rounded-row border border-dashed border-line-strong px-3 text-center text-small text-ink-2 hover:bg-hover hover:text-ink"
    >
      <ImageDown aria-hidden className="icon" />
      <span className="max-w-full [overflow-wrap:anywhere]">
        {failed ? `${host} did not send an image. Try again` : `Load image from ${host}`}
      </span>
      {detail && detail !== 'auto' && <span className="text-meta">{detail} detail</span>}
    </button>
  )
}
