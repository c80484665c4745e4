import clsx from 'clsx'
import { useState } from 'react'

/** The box of an image that is not shown large: `h-28 w-44`. */
const TILE = { width: 176, height: 112 }

/** An image in a box of fixed size, so that nothing moves when it arrives; opens larger. */
export const ImageTile = ({
  src,
  name,
  detail,
  large,
  onOpen,
  onError,
}: {
  src: string
  name: string
  detail: string | null | undefined
  large: boolean
  onOpen: () => void
  onError: () => void
}) => {
  const [size, setSize] = useState<{ width: number; height: number }>()
  const isSmall = size && (size.width < TILE.width || size.height < TILE.height)
  return (
    <button
      type="button"
      title={name}
      onClick={onOpen}
      className={clsx(
        'relative overflow-hidden rounded-row border border-line bg-list',
        large ? 'aspect-3/2 w-96 max-w-full' : 'h-28 w-44 max-w-full',
      )}
    >
      <span className="sr-only">Open image {name}</span>
      <img
        src={src}
        alt=""
        decoding="async"
        referrerPolicy="no-referrer"
        // Never larger than it is: a small one stands in the middle.
        className={clsx('size-full', large || isSmall ? 'object-scale-down' : 'object-cover')}
        onError={onError}
        onLoad={({ currentTarget: { naturalWidth: width, naturalHeight: height } }) =>
          setSize({ width, height })
        }
      />
      <span className="absolute end-1.5 bottom-1.5 flex gap-1 text-micro text-page tabular">
        {detail && detail !== 'auto' && (
          <span className="rounded-label bg-ink/80 forced-plate px-1.5 py-px">{detail} detail</span>
        )}
        {size && (
          <span className="rounded-label bg-ink/80 forced-plate px-1.5 py-px">
            {size.width} × {size.height}
          </span>
        )}
      </span>
    </button>
  )
}
