import { type ComponentType, lazy } from 'react'

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
  /** What is told when it cannot be loaded: "The composer could not be loaded." */
  missing: string
  /** It is a dialog: what is told of it stands over the page. */
  over?: boolean
}

/** A part of the page whose script comes when it is first drawn. The rest stays when it does not come. */
export const lazyPart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { missing, over = false }: Options,
): ComponentType<Props> => {
  const Loaded = lazy(async () => ({ default: await loadTwice(load) }))
  const Part = (props: Props) => (
    <ErrorBoundary what={missing} resetKey="" over={over}>
      <Loaded {...props} />
    </ErrorBoundary>
  )
  return Part
}
