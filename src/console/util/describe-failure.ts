/** What to tell of anything that was thrown. `requestId` is what the server's log knows it by. */
export const describeFailure = (error: unknown): { message: string; requestId: string | null } => {
  if (!(error instanceof Error)) return { message: 'Something went wrong.', requestId: null }
  const requestId =
    'requestId' in error && typeof error.requestId === 'string' ? error.requestId : null
  return { message: error.message, requestId }
}
