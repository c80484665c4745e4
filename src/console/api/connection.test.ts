import { beforeEach, expect, test } from 'vitest'

import { type Answer, type Contact, type FeedListener, Link } from './connection.ts'

type Feed = FeedListener & { after: string | undefined; closed: boolean }

/** A world in which the test moves the clock and the network. */
class World {
  time = 1000
  answer: Answer = 'well'
  feeds: Feed[] = []
  told: Contact[] = []
  changes: string[] = []
  blind = 0
  answered = 0
  probes = 0
  loseNetwork = () => {}
  rest: (isResting: boolean) => void = () => {}
  goSilent = () => {}
  loseWatch = () => {}
  #timers: { at: number; callback: () => void }[] = []

  readonly link = new Link(
    {
      open: (listener, after) => {
        const feed = { ...listener, after, closed: false }
        this.feeds.push(feed)
        return { close: () => (feed.closed = true) }
      },
      probe: async () => {
        this.probes += 1
        return this.answer
      },
      untilSilent: () =>
        new Promise((resolve, reject) => {
          this.goSilent = resolve
          this.loseWatch = () =>
            reject(new TypeError('Failed to fetch dynamically imported module'))
        }),
      onNetworkLost: (listener) => {
        this.loseNetwork = listener
        return () => {}
      },
      onResting: (listener) => {
        this.rest = listener
        return () => {}
      },
      after: (ms, callback) => {
        const timer = { at: this.time + ms, callback }
        this.#timers.push(timer)
        return () => (this.#timers = this.#timers.filter((each) => each !== timer))
      },
      now: () => this.time,
    },
    {
      onContact: (contact) => this.told.push(contact),
      onChange: (change) => this.changes.push(change),
      onOpen: (isBlind) => void (this.blind += Number(isBlind)),
      onAnswered: () => void (this.answered += 1),
    },
  )

  get contact(): Contact | undefined {
    return this.told.at(-1)
  }
  get feed(): Feed {
    return this.feeds.at(-1)!
  }

  async pass(ms: number): Promise<void> {
    const end = this.time + ms
    for (;;) {
      await settle()
      const next = this.#timers.filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
      if (!next) break
      this.#timers = this.#timers.filter((each) => each !== next)
      this.time = Math.max(this.time, next.at)
      next.callback()
    }
    this.time = end
  }
}

/** Promises that are settled are heard. */
const settle = async () => {
  for (let turn = 0; turn < 10; turn += 1) await Promise.resolve()
}

let world: World
beforeEach(() => {
  world = new World()
  world.feed.onOpen()
  world.feed.onWord('7')
})

test('what comes is passed on, and is the last word', () => {
  expect(world.contact).toEqual({ state: 'online', heardAt: 1000 })
  world.time = 2000
  world.feed.onWord('8', '{"type":"reset"}')
  world.time = 3000
  world.feed.onWord('8')
  expect(world.changes).toEqual(['{"type":"reset"}'])
  expect(world.contact).toEqual({ state: 'online', heardAt: 3000 })
})

test('a short drop is not told, and the feed goes on from where it was', async () => {
  world.feed.onBroken(false)
  await world.pass(2000)
  world.feed.onOpen()
  await world.pass(60_000)
  expect(new Set(world.told.map(({ state }) => state))).toEqual(new Set(['online']))
  expect(world.blind).toBe(0)
  expect(world.probes).toBe(0)
})

test('a server that is away: offline since its last word, asked again, online once it is back', async () => {
  world.answer = 'none'
  world.feed.onBroken(false)
  await world.pass(2500)
  expect(world.contact).toEqual({ state: 'offline', heardAt: 1000 })
  await world.pass(20_000)
  expect(world.probes).toBe(5)
  world.answer = 'well'
  world.feed.onOpen()
  expect(world.contact).toEqual({ state: 'online', heardAt: world.time })
  await world.pass(60_000)
  expect(world.probes).toBe(5)
  expect(world.blind).toBe(0)
})

test('a server that answers with errors is not called offline, and is asked until it is well', async () => {
  world.answer = 'failing'
  world.feed.onBroken(true)
  await world.pass(2500)
  expect(world.contact).toEqual({ state: 'failing', heardAt: 1000 })
  await world.pass(20_000)
  expect(world.probes).toBe(5)
  world.answer = 'well'
  await world.pass(5000)
  expect(world.contact?.state).toBe('deaf')
  expect(world.answered).toBe(1)
  world.feed.onOpen()
  expect(world.contact?.state).toBe('online')
})

test('one that fails at all but its feed is found by a read, and is online once it is well', async () => {
  world.link.doubt()
  await settle()
  expect(world.contact?.state).toBe('online')
  world.answer = 'failing'
  world.link.doubt()
  await settle()
  expect(world.contact?.state).toBe('failing')
  world.feed.onWord('8')
  world.feed.onBroken(false)
  world.feed.onOpen()
  await world.pass(4000)
  expect(world.contact?.state).toBe('failing')
  world.answer = 'well'
  await world.pass(5000)
  expect(world.contact).toEqual({ state: 'online', heardAt: 6000 })
  expect(world.answered).toBe(1)
  const { probes } = world
  await world.pass(60_000)
  expect(world.probes).toBe(probes)
})

test('a feed alone that is away leaves the server within reach', async () => {
  world.feed.onBroken(false)
  await world.pass(2500)
  expect(world.contact).toEqual({ state: 'deaf', heardAt: 1000 })
  world.answer = 'none'
  await world.pass(5000)
  expect(world.contact?.state).toBe('offline')
})

test('a feed that the browser gave up is opened anew', async () => {
  world.feed.onBroken(true)
  await world.pass(2500)
  expect(world.feeds).toHaveLength(2)
  world.feed.onOpen()
  expect(world.contact?.state).toBe('online')
  await world.pass(60_000)
  expect(world.feeds).toHaveLength(2)
})

test('a feed on which nothing comes is closed and opened anew', async () => {
  const [first] = world.feeds
  world.goSilent()
  await settle()
  expect(first?.closed).toBe(true)
  expect(world.feeds).toHaveLength(2)
  world.feed.onOpen()
  expect(world.blind).toBe(0)
})

test('a feed that is opened anew says up to where it was told', async () => {
  world.feed.onWord('8', '{"type":"thread.created"}')
  world.goSilent()
  await settle()
  expect(world.feeds.map(({ after }) => after)).toEqual([undefined, '8'])
})

test('a feed that broke off before it told of anything cannot say what was missed', async () => {
  const fresh = new World()
  fresh.feed.onOpen()
  fresh.goSilent()
  await settle()
  fresh.feed.onOpen()
  expect(fresh.feed.after).toBeUndefined()
  expect(fresh.blind).toBe(1)
})

test('a feed that opens at the second try was not told what the page read before', async () => {
  const fresh = new World()
  fresh.feed.onBroken(true)
  await fresh.pass(2500)
  fresh.feed.onOpen()
  expect(fresh.blind).toBe(1)
  fresh.feed.onWord('7')
  fresh.feed.onBroken(false)
  fresh.feed.onOpen()
  expect(fresh.blind).toBe(1)
})

test('a network that is lost is told at once; a server that needs none stays online', async () => {
  world.loseNetwork()
  await settle()
  expect(world.contact?.state).toBe('online')
  world.answer = 'none'
  world.loseNetwork()
  await settle()
  expect(world.contact?.state).toBe('offline')
})

test('trying now opens the feed and asks, and says so meanwhile', async () => {
  world.answer = 'none'
  world.feed.onBroken(false)
  await world.pass(2500)
  const trying = world.link.tryNow()
  expect(world.contact).toMatchObject({ state: 'offline', trying: true })
  await trying
  expect(world.contact).toMatchObject({ state: 'offline', trying: false })
  expect(world.feeds).toHaveLength(2)
  world.answer = 'well'
  const again = world.link.tryNow()
  world.feed.onOpen()
  await again
  expect(world.contact).toMatchObject({ state: 'online' })
  expect(world.contact?.trying ?? false).toBe(false)
})

test('once stopped it is silent', async () => {
  world.link.stop()
  expect(world.feed.closed).toBe(true)
  const told = world.told.length
  world.feed.onBroken(true)
  await world.pass(60_000)
  expect(world.told).toHaveLength(told)
  expect(world.feeds).toHaveLength(1)
})

test('whoever watches for silence may not come: the feed goes on without', async () => {
  world.loseWatch()
  await world.pass(60_000)
  expect(world.contact?.state).toBe('online')
  expect(world.feeds).toHaveLength(1)
})

test('a page out of sight holds no connection, and is told what it missed', async () => {
  world.rest(true)
  expect(world.feed.closed).toBe(true)
  world.loseNetwork()
  await world.pass(600_000)
  expect(world.feeds).toHaveLength(1)
  expect(world.probes).toBe(0)
  expect(world.contact?.state).toBe('online')
  world.rest(false)
  expect(world.feeds).toHaveLength(2)
  expect(world.feed.after).toBe('7')
  world.feed.onOpen()
  world.feed.onWord('9', '{"type":"reset"}')
  expect(world.changes).toEqual(['{"type":"reset"}'])
  expect(world.blind).toBe(0)
})

test('one that begins out of sight is told first from where to go on', () => {
  const hidden = new World()
  hidden.rest(true)
  expect(hidden.feed.closed).toBe(false)
  hidden.feed.onOpen()
  hidden.feed.onWord('3')
  expect(hidden.feed.closed).toBe(true)
  hidden.rest(false)
  expect(hidden.feed.after).toBe('3')
})

test('one that comes back to a server that is away says so', async () => {
  world.rest(true)
  world.answer = 'none'
  world.rest(false)
  world.feed.onBroken(false)
  await world.pass(2500)
  expect(world.contact?.state).toBe('offline')
})
