import { useSyncExternalStore } from 'react'

import { newStore } from '../util/store.ts'

/** How the console stands with its server. */
export interface Contact {
  /**
   * `deaf`: requests are answered, but changes are not told. `failing`: they are answered with an error of
   * the server, or of a proxy before it. `offline`: nothing is answered, which is known only once a request
   * was tried.
   */
  state: 'connecting' | 'online' | 'deaf' | 'failing' | 'offline'
  /** The last word from the server, in milliseconds since 1970. */
  heardAt?: number | undefined
  /** Somebody asked to try now. */
  trying?: boolean
}

export const contact = newStore<Contact>({ state: 'connecting' })

/** Whether nothing can be sent just now. */
export const useOffline = (): boolean => useSyncExternalStore(contact.subscribe, isAway, isAway)

const isAway = () => isAwayIn(contact.get())
const isAwayIn = ({ state }: Contact) => state === 'offline' || state === 'failing'

/** How the server takes a request that any server can answer. */
export type Answer = 'well' | 'failing' | 'none'

/** What is told of an open feed. */
export interface FeedListener {
  onOpen: () => void
  /** Anything came: a change, or a heartbeat; and the number up to which changes were told. */
  onWord: (upTo: string, change?: string) => void
  /** It broke off. The browser opens it anew by itself, unless it gave up. */
  onBroken: (gaveUp: boolean) => void
}

/** What the link needs of the world; a test gives its own. */
export interface LinkPorts {
  /** @param after the number up to which changes were told already */
  open(listener: FeedListener, after: string | undefined): { close: () => void }
  probe(): Promise<Answer>
  /** Resolves when a connection on which nothing comes is to be taken for dead. */
  untilSilent(signal: AbortSignal): Promise<void>
  /**
   * Calls back when the page is out of sight or left, and when it is back; at once where it begins out of
   * sight. Returns the way to stop.
   */
  onResting(listener: (isResting: boolean) => void): () => void
  /** Calls back whenever the browser knows its network is gone. Returns the way to stop. */
  onNetworkLost(listener: () => void): () => void
  /** Calls back once, after so many milliseconds. Returns the way to prevent it. */
  after(ms: number, callback: () => void): () => void
  now(): number
}

const away = { failing: 'failing', none: 'offline' } as const

/** A drop shorter than this, as when the server cuts off a slow reader, is not worth a word. */
const AWAY_MS = 2500
/** How often a server that is away is asked whether it is back. */
const AGAIN_MS = 5000

interface LinkOptions {
  onContact: (contact: Contact) => void
  onChange: (change: string) => void
  /** The feed is there. `isBlind`: it comes late or anew, and cannot tell what changed before. */
  onOpen: (isBlind: boolean) => void
  /** Requests are answered again, which they were not. */
  onAnswered: () => void
}

/**
 * Holds the feed of changes open while the page is seen, and knows whether the server is there. A browser
 * has six connections to a server over HTTP/1.1, for all its tabs and for pages that Back leads to: those
 * out of sight hold none, and are told what they missed once they are seen.
 */
export class Link {
  readonly #ports: LinkPorts
  readonly #options: LinkOptions
  #contact: Contact = { state: 'connecting' }
  #source: { close: () => void } | undefined
  #watched = new AbortController()
  /** It was opened, or should have been. */
  #wasTried = false
  #upTo: string | undefined
  #isOpen = false
  #isResting = false
  /** Prevents what is to happen next while the feed is away; undefined while it is there. */
  #away: (() => void) | undefined
  #stopListening: (() => void)[]
  #stopped = false

  constructor(ports: LinkPorts, options: LinkOptions) {
    this.#ports = ports
    this.#options = options
    this.#open()
    this.#stopListening = [
      ports.onNetworkLost(() => {
        if (this.#isResting) return
        this.#away?.()
        void this.#check()
      }),
      ports.onResting((isResting) => {
        this.#isResting = isResting
        if (isResting) this.#rest()
        else if (!this.#source) this.#open()
      }),
    ]
  }

  /** Does at once what is done every few seconds. */
  async tryNow(): Promise<void> {
    if (this.#stopped || this.#contact.trying) return
    this.#tell({ ...this.#contact, trying: true })
    this.#away?.()
    this.#open()
    await this.#check()
    this.#tell({ ...this.#contact, trying: false })
  }

  /** A read was answered with an error of the server: it is asked whether all else is, too. */
  doubt(): void {
    if (this.#stopped || this.#isResting || this.#away) return
    void this.#check()
  }

  stop(): void {
    this.#stopped = true
    for (const stop of this.#stopListening) stop()
    this.#away?.()
    this.#watched.abort()
    this.#source?.close()
  }

  #open(): void {
    this.#source?.close()
    this.#isOpen = false
    const listener: FeedListener = {
      onOpen: () => {
        this.#heard()
        this.#options.onOpen(this.#wasTried && this.#upTo === undefined)
        this.#wasTried = true
      },
      onWord: (upTo, change) => {
        this.#heard()
        this.#upTo = upTo
        if (change !== undefined) this.#options.onChange(change)
        if (this.#isResting) this.#rest()
      },
      onBroken: (gaveUp) => {
        this.#wasTried = true
        if (gaveUp) this.#reopenLater()
        this.#lost()
      },
    }
    this.#source = this.#ports.open(listener, this.#upTo)
    this.#watch()
  }

  /** Lets the connection go, once it is known from where to go on. */
  #rest(): void {
    if (this.#upTo === undefined) return
    this.#watched.abort()
    this.#away?.()
    this.#away = undefined
    this.#source?.close()
    this.#source = undefined
    this.#isOpen = false
  }

  #reopenLater(): void {
    const { signal } = this.#watched
    this.#ports.after(AWAY_MS, () => {
      // Something else opened it meanwhile.
      if (!signal.aborted) this.#open()
    })
  }

  /** A proxy may swallow all that is sent: then only the silence tells. */
  #watch(): void {
    this.#watched.abort()
    const { signal } = (this.#watched = new AbortController())
    const onSilent = () => {
      if (signal.aborted) return
      this.#lost()
      this.#open()
    }
    // Its part of the page may not have come: it is asked for again with the next word.
    void this.#ports.untilSilent(signal).then(onSilent, () => undefined)
  }

  #heard(): void {
    const wasOpen = this.#isOpen
    this.#isOpen = true
    this.#watch()
    if (this.#contact.state === 'failing') {
      // Its feed tells nothing of all else.
      if (wasOpen) return
      this.#away?.()
      return void this.#check()
    }
    this.#away?.()
    this.#away = undefined
    this.#tell({ state: 'online', heardAt: this.#ports.now() })
  }

  #lost(): void {
    this.#isOpen = false
    this.#away ??= this.#ports.after(AWAY_MS, () => void this.#check())
  }

  /** Tells whether the server is away, or only its feed; and asks again until the feed is back. */
  async #check(): Promise<void> {
    let isOver = false
    this.#away = () => (isOver = true)
    const answer = await this.#ports.probe()
    if (isOver || this.#stopped) return
    this.#away = undefined
    const wasAway = isAwayIn(this.#contact)
    if (answer === 'well' && this.#isOpen) {
      // The network is gone, and the server needs none; or it failed, and is well again.
      if (wasAway) this.#tell({ state: 'online', heardAt: this.#ports.now() })
    } else {
      this.#tell({ ...this.#contact, state: answer === 'well' ? 'deaf' : away[answer] })
      this.#away = this.#ports.after(AGAIN_MS, () => void this.#check())
    }
    if (answer === 'well' && wasAway) this.#options.onAnswered()
  }

  #tell(next: Contact): void {
    this.#contact = next
    this.#options.onContact(next)
  }
}
