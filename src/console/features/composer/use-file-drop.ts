import { type RefObject, useEffect, useState } from 'react'

const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/**
 * Takes files dropped on the part of the page that the element stands in. Files dropped beside it are
 * refused: the browser would leave the page to show them. Answers whether files are being dragged over.
 */
export const useFileDrop = (
  inside: RefObject<HTMLElement | null>,
  onFiles: (files: File[]) => void,
): boolean => {
  const [over, setOver] = useState(false)
  useEffect(() => {
    const isOver = (event: DragEvent) => {
      const target = inside.current?.closest('main, [role=main]') ?? inside.current
      return event.target instanceof Node && (target?.contains(event.target) ?? false)
    }
    const onDragOver = (event: DragEvent) => {
      if (!hasFiles(event) || !event.dataTransfer) return
      event.preventDefault()
      event.dataTransfer.dropEffect = isOver(event) ? 'copy' : 'none'
      setOver(isOver(event))
    }
    const onDragLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false)
    }
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return
      event.preventDefault()
      setOver(false)
      if (isOver(event)) onFiles([...(event.dataTransfer?.files ?? [])])
    }
    window.addEventListener('dragover', onDragOver)
    window.addEventListener('dragleave', onDragLeave)
    window.addEventListener('drop', onDrop)
    return () => {
      window.removeEventListener('dragover', onDragOver)
      window.removeEventListener('dragleave', onDragLeave)
      window.removeEventListener('drop', onDrop)
    }
  }, [inside, onFiles])
  return over
}
