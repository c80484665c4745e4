/** A request that may be sent again: its key, and what tells whether another with that key is the same. */
export interface Once {
  key: string
  fingerprint: string
}

/**
 * Given to the write that a request is for: its answer is kept in that write's transaction, for
 * `ANSWER_SECONDS`. `answer` makes it of what the write made; where that is undefined, nothing was made
 * and nothing is kept.
 */
export interface Keep<Made> extends Once {
  answer: (made: Made) => unknown
}

/** How long a repetition is answered as the first request was: a day. */
export const ANSWER_SECONDS = 86_400

/** How to keep what a request is answered, where it may be sent again. */
export const keeping = <Made>(
  once: Once | undefined,
  answer: (made: Made) => unknown,
): Keep<Made> | undefined => once && { ...once, answer }

/** What tells of an object beside its ids, times and states, and what stands for it once it is deleted. */
const CONTENT = new Map<string, unknown>([
  ['name', ''],
  ['description', ''],
  ['instructions', ''],
  ['filename', ''],
  ['tools', []],
  ['tool_choice', 'auto'],
  ['tool_resources', {}],
  ['response_format', 'auto'],
  ['attachments', []],
  ['attributes', {}],
  ['metadata', {}],
  ['note', null],
  ['passage', null],
  ['criteria', {}],
])

/** The answer to a request whose object was deleted since: that it was made is still told, and nothing else. */
export const emptiedAnswer = (answer: object): object =>
  Object.fromEntries(
    Object.entries(answer).map(([key, value]: [string, unknown]) => {
      if (key === 'content') return [key, [{ type: 'text', text: { value: '', annotations: [] } }]]
      if ((key === 'file' || key === 'run') && typeof value === 'object' && value !== null) {
        return [key, emptiedAnswer(value)]
      }
      return [key, CONTENT.has(key) ? CONTENT.get(key) : value]
    }),
  )

export interface KeptAnswer {
  fingerprint: string
  answer: unknown
}

/** Answers to requests that may be sent again. */
export interface AnswerStore {
  /** Without its content where what was made is deleted. */
  getAnswer(key: string): Promise<KeptAnswer | undefined>
  /** Removes up to so many that are past their time. @returns how many */
  forgetAnswers(limit: number): Promise<number>
}
