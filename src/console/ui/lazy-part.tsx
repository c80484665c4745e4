import { type ComponentType, type ReactNode, Suspense, lazy } from 'react'

import { ErrorBoundary } from './ErrorBoundary.tsx'

/** The script of a part did not come: the server is away, or has newer ones by now. */
export class MissingPart extends Error {
  override name = 'MissingPart'
  constructor(cause: unknown) {
    super('The server may be away, or may have a newer console. What you wrote is kept.', { cause })
  }
}

const AGAIN_MS = 600

/** Loads, and when that fails loads once more. @throws {MissingPart} */
const loadTwice = async <Part,>(load: () => Promise<Part>): Promise<Part> => {
  try {
    return await load()
  } catch {
    await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
    return load().catch((error: unknown) => {
      throw new MissingPart(error)
    })
  }
}

interface Options {
  /** What is told when it cannot be loaded: "The composer could not be loaded." Nothing for what can be done without. */
  missing?: string
  /** Stands in its place until it is there; without it, the nearest Suspense says what does. */
  meanwhile?: ReactNode
  /** It is a dialog: what is told of it stands over the page. */
  over?: boolean
}

/** A part of the page whose script comes when it is first drawn. The rest stays when it does not come. */
export const lazyPart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { missing = '', over = false, meanwhile }: Options,
): ComponentType<Props> => {
  const Loaded = lazy(async () => ({ default: await loadTwice(load) }))
  const Part = (props: Props) => (
    <ErrorBoundary what={missing} resetKey="" over={over}>
      {meanwhile === undefined ? (
        <Loaded {...props} />
      ) : (
        <Suspense fallback={meanwhile}>
          <Loaded {...props} />
        </Suspense>
      )}
    </ErrorBoundary>
  )
  return Part
}
