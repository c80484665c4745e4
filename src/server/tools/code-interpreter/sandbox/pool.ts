import type { Timers } from '#server/timers.ts'

import { safeNames } from '../safe-names.ts'
import type { ExecuteRequest, Execution, Sandbox } from '../sandbox.ts'
import type { Interpreter } from './interpreter.ts'

export interface PoolOptions {
  start: () => Promise<Pick<Interpreter, 'put' | 'run' | 'end' | 'isGone'>>
  interpreters: number
  /** Whether one more is kept ready for the next key. */
  spare: boolean
  /** In milliseconds. */
  idle: number
  age: number
  timers: Timers
}

type Starting = ReturnType<PoolOptions['start']>

/** A key's interpreter. */
interface Place {
  key: string
  interpreter: Starting
  isBusy: boolean
  isOld: boolean
  cancelIdle: () => void
  cancelAge: () => void
}

/** Interpreters by key: so many at once, first come first served, the longest idle ended first. */
export class Pool implements Sandbox {
  readonly #options: PoolOptions
  /** In the order in which they were last used. */
  readonly #places = new Map<string, Place>()
  readonly #waiting: { key: string; go: () => void }[] = []
  #spare: Starting | undefined
  #cancelSpare = () => {}
  #isStopped = false

  constructor(options: PoolOptions) {
    this.#options = options
  }

  async execute(request: ExecuteRequest, signal: AbortSignal): Promise<Execution> {
    for (;;) {
      const place = await this.#enter(request.key, signal)
      const execution = await this.#executeIn(place, request, signal)
      if (execution) return execution
    }
  }

  /** Undefined when the interpreter had been ended from outside while it had nothing to do. */
  async #executeIn(
    place: Place,
    request: ExecuteRequest,
    signal: AbortSignal,
  ): Promise<Execution | undefined> {
    let isLost = true
    try {
      const interpreter = await aborting(place.interpreter, signal)
      if (interpreter.isGone) return undefined
      const names = safeNames(request.files)
      for (const [at, file] of request.files.entries()) {
        await aborting(interpreter.put(file, names[at] ?? file.id, signal), signal)
      }
      const ran = await interpreter.run(request.code, signal)
      isLost = ran.isLost
      return ran.received.toExecution(!isLost)
    } finally {
      this.#leave(place, isLost)
    }
  }

  async end(key: string): Promise<void> {
    const place = this.#places.get(key)
    if (place) this.#end(place)
    this.#goOn()
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    this.#dropSpare()
    for (const place of this.#places.values()) this.#end(place)
    this.#goOn()
  }

  /** Waits for the key's interpreter, or for room to start one. @throws the signal's reason */
  async #enter(key: string, signal: AbortSignal): Promise<Place> {
    signal.throwIfAborted()
    const turn = Promise.withResolvers<void>()
    const waiter = { key, go: turn.resolve }
    this.#waiting.push(waiter)
    const leave = () => {
      const at = this.#waiting.indexOf(waiter)
      if (at >= 0) this.#waiting.splice(at, 1)
      turn.reject(signal.reason)
    }
    signal.addEventListener('abort', leave, { once: true })
    this.#goOn()
    try {
      await turn.promise
    } finally {
      signal.removeEventListener('abort', leave)
    }
    if (this.#isStopped) throw new Error('the sandbox has been stopped')
    const place = this.#places.get(key)
    // Its turn has come only because it has one.
    if (!place) throw new Error('no interpreter')
    return place
  }

  /** Lets in whoever can be let in, in the order of their coming. */
  #goOn(): void {
    for (const waiter of this.#waiting.slice()) {
      if (!this.#isStopped && !this.#take(waiter.key)) continue
      this.#waiting.splice(this.#waiting.indexOf(waiter), 1)
      waiter.go()
    }
  }

  /** Whether the key has an interpreter now, and it is the caller's. */
  #take(key: string): boolean {
    let place = this.#places.get(key)
    if (place?.isBusy) return false
    if (!place && !this.#makeRoom()) return false
    place ??= this.#open(key)
    place.isBusy = true
    place.cancelIdle()
    this.#places.delete(key)
    this.#places.set(key, place)
    return true
  }

  #makeRoom(): boolean {
    if (this.#places.size < this.#options.interpreters) return true
    const idle = [...this.#places.values()].find(({ isBusy }) => !isBusy)
    if (idle) this.#end(idle)
    return idle !== undefined
  }

  #open(key: string): Place {
    const { timers, age } = this.#options
    const interpreter = this.#spare ?? this.#start()
    this.#spare = undefined
    this.#cancelSpare()
    const place: Place = {
      key,
      interpreter,
      isBusy: true,
      isOld: false,
      cancelIdle: () => {},
      cancelAge: timers.after(age, () => {
        place.isOld = true
        if (!place.isBusy) this.#end(place)
      }),
    }
    return place
  }

  #leave(place: Place, isLost: boolean): void {
    place.isBusy = false
    if (isLost || place.isOld || this.#isStopped) this.#end(place)
    else {
      place.cancelIdle = this.#options.timers.after(this.#options.idle, () => this.#end(place))
      this.#keepSpare()
    }
    this.#goOn()
  }

  /** The next thread's first execution need not wait for a start. */
  #keepSpare(): void {
    const { spare, timers, idle } = this.#options
    if (!spare || this.#spare || this.#isStopped || this.#waiting.length > 0) return
    const starting = this.#start()
    this.#spare = starting
    this.#cancelSpare = timers.after(idle, () => this.#dropSpare())
    starting.catch(() => this.#spare === starting && this.#dropSpare())
  }

  #dropSpare(): void {
    this.#cancelSpare()
    if (this.#spare) endOf(this.#spare)
    this.#spare = undefined
  }

  #end(place: Place): void {
    place.cancelIdle()
    place.cancelAge()
    if (this.#places.get(place.key) === place) this.#places.delete(place.key)
    endOf(place.interpreter)
  }

  #start(): Starting {
    const starting = this.#options.start()
    starting.catch(() => {})
    return starting
  }
}

const endOf = (starting: Starting): void =>
  void starting.then(
    (interpreter) => interpreter.end(),
    () => {},
  )

/** The promise, unless the signal comes first. */
const aborting = async <T>(promise: Promise<T>, signal: AbortSignal): Promise<T> => {
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => {})
  const stop = () => aborted.reject(signal.reason)
  signal.addEventListener('abort', stop)
  try {
    signal.throwIfAborted()
    promise.catch(() => {})
    return await Promise.race([promise, aborted.promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}
