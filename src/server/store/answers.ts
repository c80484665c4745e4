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

export interface KeptAnswer {
  fingerprint: string
  answer: unknown
}

/** Answers to requests that may be sent again. */
export interface AnswerStore {
  getAnswer(key: string): Promise<KeptAnswer | undefined>
  /** Removes up to so many that are past their time. @returns how many */
  forgetAnswers(limit: number): Promise<number>
}
