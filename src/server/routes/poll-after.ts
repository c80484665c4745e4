/** Tells the SDKs' poll helpers, which else wait a second or five, when to ask again: in milliseconds. */
export const tellWhenToPoll = (headers: Headers): void => headers.set('openai-poll-after-ms', '200')
