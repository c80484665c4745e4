/** The frames of a streamed chat completion, as text. */
export const framesOf = async (answer: Promise<Response>): Promise<string[]> =>
  (await (await answer).text()).split('\n\n').filter((frame) => frame !== '')

/** What the frame of an error tells. */
export const errorIn = (frame: string | undefined): object =>
  (JSON.parse(String(frame).slice('data: '.length)) as { error: object }).error // an error event
