import type { ContentPart, Message } from '#contract/message.ts'
import type { Metadata } from '#contract/primitives.ts'
import type { Run } from '#contract/run.ts'
import type { Thread } from '#contract/thread.ts'
import { toSeconds } from '#server/clock.ts'
import type { NewId } from '#server/new-id.ts'
import { RUN_LIFETIME } from '#server/runs/expiry.ts'
import type { ImportedRun, ImportedThread } from '#server/store/imports.ts'
import { attachTo } from '#server/store/messages.ts'

import type { Cast, CastName } from './cast.ts'
import { type Act, type Ending, playRun } from './play-run.ts'
import type { SampleFileName, SampleFiles } from './sample-files.ts'

/** What stories are told with. */
export interface Telling {
  newId: NewId
  /** Milliseconds since 1970: the present, from which stories count back. */
  now: number
  files: SampleFiles
  cast: Cast
}

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

interface Said {
  attach?: Partial<Record<SampleFileName, ('file_search' | 'code_interpreter')[]>>
  /** Before the text, as the composer puts them. */
  images?: { file: SampleFileName; detail?: 'auto' | 'low' | 'high' }[]
  imageUrl?: string
  metadata?: Metadata
  /** Milliseconds since what came before; by default, as long as it takes to read that and write this. */
  after?: number
}

interface Ran {
  ending?: Ending
  /** Milliseconds from the message to the run. */
  after?: number
  maxCompletionTokens?: number
}

/** How long a waiting sample can be answered, in seconds: also by someone who comes back after weeks. */
const WAITING_EXPIRES = 20 * 24 * 3600
const READING_PER_CHARACTER = 25
const PAUSE = 9000

/** A sample thread in the making; its clock goes forward with each message and run. */
export class Story {
  readonly #thread: Thread
  readonly #telling: Telling
  readonly #messages: Message[] = []
  readonly #runs: ImportedRun[] = []
  #now: number
  #characters = 0

  /** `ago`: how long before the present it begins, in milliseconds. */
  constructor(telling: Telling, ago: number, metadata: Metadata) {
    this.#telling = telling
    this.#now = telling.now - ago
    this.#thread = {
      id: telling.newId('thread'),
      object: 'thread',
      created_at: this.#seconds,
      metadata: { ...metadata, sample: 'true' },
      tool_resources: {},
    }
  }

  get #seconds(): number {
    return toSeconds(this.#now)
  }

  user(text: string, said: Said = {}): this {
    return this.#say('user', text, said)
  }

  /** An answer written by a person, or by a system before this one: no run made it. */
  answer(text: string, said: Said = {}): this {
    return this.#say('assistant', text, said)
  }

  run(who: CastName, acts: Act[], { ending, after = 400, maxCompletionTokens }: Ran = {}): this {
    this.#now += after
    const { newId, files, cast } = this.#telling
    const assistant = cast[who]
    const run: Run = {
      id: newId('run'),
      object: 'thread.run',
      created_at: this.#seconds,
      thread_id: this.#thread.id,
      assistant_id: assistant.id,
      status: 'queued',
      required_action: null,
      last_error: null,
      expires_at: this.#seconds + (ending?.as === 'waiting' ? WAITING_EXPIRES : RUN_LIFETIME),
      started_at: null,
      cancelled_at: null,
      failed_at: null,
      completed_at: null,
      incomplete_details: null,
      model: assistant.model,
      instructions: assistant.instructions ?? '',
      tools: assistant.tools,
      metadata: {},
      usage: null,
      temperature: 1,
      top_p: 1,
      max_prompt_tokens: null,
      max_completion_tokens: maxCompletionTokens ?? null,
      truncation_strategy: { type: 'auto', last_messages: null },
      tool_choice: 'auto',
      parallel_tool_calls: true,
      response_format: 'auto',
    }
    const promptTokens = Math.ceil((this.#characters + run.instructions.length) / 4) + 180
    const played = playRun(run, this.#now, acts, ending ?? { as: 'completed' }, {
      newId,
      files,
      promptTokens,
    })
    this.#now = played.now
    this.#messages.push(...played.messages)
    this.#characters += played.messages.reduce((sum, { content }) => sum + lengthOf(content), 0)
    this.#runs.push({ run, steps: played.steps, events: played.events })
    return this
  }

  /** The thread as the store takes it. */
  told(): ImportedThread {
    return {
      hash: `sample:${this.#thread.id}`,
      thread: this.#thread,
      messages: this.#messages,
      runs: this.#runs,
    }
  }

  #say(role: 'user' | 'assistant', text: string, said: Said): this {
    const content = this.#content(text, said)
    this.#now += said.after ?? PAUSE + (this.#lastLength() + text.length) * READING_PER_CHARACTER
    const attachments = Object.entries(said.attach ?? {}).map(([name, tools]) => ({
      // Keys of `attach` are names of sample files.
      file_id: this.#file(name as SampleFileName),
      tools: tools.map((type) => ({ type })),
    }))
    this.#attach(attachments)
    this.#characters += lengthOf(content)
    this.#messages.push({
      id: this.#telling.newId('message'),
      object: 'thread.message',
      created_at: this.#seconds,
      thread_id: this.#thread.id,
      status: 'completed',
      incomplete_details: null,
      completed_at: this.#seconds,
      incomplete_at: null,
      role,
      content,
      assistant_id: null,
      run_id: null,
      attachments,
      metadata: said.metadata ?? {},
    })
    return this
  }

  #content(text: string, { images = [], imageUrl }: Said): ContentPart[] {
    return [
      ...images.map(({ file, detail = 'auto' }): ContentPart => ({
        type: 'image_file',
        image_file: { file_id: this.#file(file), detail },
      })),
      { type: 'text', text: { value: text, annotations: [] } },
      ...(imageUrl === undefined
        ? []
        : [{ type: 'image_url' as const, image_url: { url: imageUrl, detail: 'auto' as const } }]),
    ]
  }

  #attach(attachments: { file_id: string; tools: { type: string }[] }[]): void {
    const forCode = attachments.filter(({ tools }) =>
      tools.some(({ type }) => type === 'code_interpreter'),
    )
    this.#thread.tool_resources = attachTo(this.#thread.tool_resources, {
      code_interpreter: forCode.map(({ file_id: id }) => id),
    })
  }

  #lastLength(): number {
    const last = this.#messages.at(-1)
    // Nobody reads a manual to its end before answering.
    return last ? Math.min(lengthOf(last.content), 1500) : 0
  }

  #file(name: SampleFileName): string {
    return this.#telling.files[name].id
  }
}

const lengthOf = (content: ContentPart[]): number =>
  content.reduce((sum, part) => sum + (part.type === 'text' ? part.text.value.length : 0), 0)
