import type OpenAI from 'openai'

export type Seed = ReturnType<typeof seeder>

/** Ways to put things where a journey begins, through the API as any client would. */
export const seeder = (api: OpenAI) => {
  const { threads, assistants } = api.beta
  return {
    assistant: (fields: Partial<OpenAI.Beta.AssistantCreateParams> = {}) =>
      assistants.create({ model: 'scripted', name: 'Support', ...fields }),

    /** A thread whose messages alternate, the first being the user's. */
    thread: (texts: string[], metadata: Record<string, string> = {}) =>
      threads.create({
        metadata,
        messages: texts.map((content, index) => ({
          role: index % 2 === 0 ? ('user' as const) : ('assistant' as const),
          content,
        })),
      }),

    /** A thread with so many numbered messages, oldest first: "message 1" is the first. */
    longThread: async (count: number, metadata: Record<string, string> = {}) => {
      const thread = await threads.create({ metadata })
      for (let number = 1; number <= count; number++) {
        const role = number % 2 === 1 ? 'user' : 'assistant'
        await threads.messages.create(thread.id, { role, content: `message ${number}` })
      }
      return thread
    },

    /** A thread that was asked and answered by a run of the assistant. */
    answeredThread: async (question: string, assistantId: string) => {
      const thread = await threads.create({ messages: [{ role: 'user', content: question }] })
      const run = await threads.runs.createAndPoll(thread.id, { assistant_id: assistantId })
      return { thread, run }
    },
  }
}
