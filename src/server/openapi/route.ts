import type { Handler } from 'hono'

/** Answers the description of the API; made when it is first asked for, and kept. */
export const openApiRoute = (version: string): Handler => {
  let text: Promise<string> | undefined
  const make = async () => {
    // Loaded then, too: most starts are never asked.
    const { buildDocument } = await import('./document.ts')
    return JSON.stringify(buildDocument(version))
  }
  return async (c) => {
    text ??= make()
    return c.body(await text, 200, { 'content-type': 'application/json' })
  }
}
