import { type ComponentType, type ReactNode, Suspense, lazy } from 'react'

import { serverBack } from '#console/util/server-back.ts'

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

/**
 * A part of the page whose script comes when it is first drawn. The rest stays when it does not come, and it is
 * asked for again once the server was away and is back.
 */
export const lazyPart = <Props extends object>(
  load: () => Promise<ComponentType<Props>>,
  { missing = '', over = false, meanwhile }: Options,
): ComponentType<Props> => {
  let isMissing = false
  const begin = () =>
    lazy(async () => {
      try {
        return { default: await loadTwice(load) }
      } catch (error) {
        isMissing = true
        throw error
      }
    })
  let asked = { back: 0, Part: begin() }
  const partAsOf = (back: number) => {
    if (isMissing && asked.back !== back) {
      isMissing = false
      asked = { back, Part: begin() }
    }
    return asked.Part
  }
  const Part = (props: Props) => {
    const back = serverBack.use()
    const Loaded = partAsOf(back)
    return (
      <ErrorBoundary what={missing} resetKey={String(back)} over={over}>
        {meanwhile === undefined ? (
          <Loaded {...props} />
        ) : (
          <Suspense fallback={meanwhile}>
            <Loaded {...props} />
          </Suspense>
        )}
      </ErrorBoundary>
    )
  }
  return Part
}
