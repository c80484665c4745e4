import { isPlainSegment } from '../plain-segment.ts'

/**
 * Whether every server reads a path alike, below the upstream's own. One whose parts a server may decode
 * to others, as `..%2f` does, would ask for something else than its name says.
 */
export const isPlainPath = (path: string): boolean => {
  const [root, ...segments] = path.split('/')
  if (root !== '') return false
  const isOfModels = segments[0] === 'models'
  return segments.every((segment, at) => {
    // One slash at the end changes nothing.
    if (segment === '') return at > 0 && at === segments.length - 1
    // The names of models may hold slashes.
    return isPlainSegment(segment, { mayHoldSlashes: isOfModels && at > 0 })
  })
}
