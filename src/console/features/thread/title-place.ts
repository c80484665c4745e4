/** What the title in a thread's header is marked by, so that a match can lead to it. */
export const titlePlace = (threadId: string): string => `title of ${threadId}`
