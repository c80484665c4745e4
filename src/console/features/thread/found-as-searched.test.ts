import { afterAll, beforeAll, expect, test } from 'vitest'

import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { found, indexed } from '#server/store/suite/find-texts.ts'
import { buildMessage, buildThread } from '#testing/builders.ts'

import { findsIn } from './finds.ts'
import { fold } from './fold.ts'
import { soughtWords } from './sought-words.ts'
import { wantedIn } from './wanted.ts'

const TEXTS = [
  'the zyrp wiki is down',
  'I use MediaWiki with zyrp',
  'an ubuntu wiki, and foo',
  'foo of a wikipedia',
  'call getUserName now',
  'the user has a name',
  'a name of usernames',
  'his user name, now',
  'an OAuth2Token has expired',
  'the token of oauth',
  'as of v3.14.2, it works',
  'what works is 3.14',
  'at 2024-05-06T10:00:00Z, now',
  'my iPhone15Pro',
  'a pro with an iphone',
  'HTTPServerError, once',
  'refund to the card',
  'they refunded CreditCards',
  'a credit',
  '请帮我预订酒店 near',
  'use media',
  'zyrp alone',
]

let store: Store
const ids: string[] = []
beforeAll(async () => {
  store = await openStore({ path: ':memory:' })
  const thread = buildThread()
  const messages = TEXTS.map((text) => buildMessage({ thread_id: thread.id, text }))
  ids.push(...messages.map(({ id }) => id))
  await store.insertThread(thread, messages)
  await indexed(store)
})
afterAll(() => store.close())

test.each([
  'wiki zyrp',
  'zyrp -ubuntu wiki',
  '-ubuntu wiki',
  'wiki -foo',
  'wiki OR quux',
  'wik* zyrp',
  'media* -foo',
  '-media wiki',
  '-mediawiki zyrp',
  '"media wiki" zyrp',
  '"use media"',
  '"zyrp wiki" OR "media wiki"',
  'user name',
  'user -getusername',
  'us* name -now',
  '"user name"',
  '"user name" now',
  '"get user"* now',
  'name OR token',
  'oauth token',
  'oauth2 expired',
  'token -oauth2',
  '3.14 works',
  'works 14.2',
  '05-06 10:00',
  'iphone pro',
  'iphone 15',
  'http error',
  '"server error" once',
  '-error now',
  'refund OR card',
  'refund* -card',
  'credit OR card*',
  'cards -refund',
  '酒店 near',
  'near OR 预订',
  'role:user wiki zyrp',
  'zyrp role:user OR wiki',
])('by %s each message that a search finds has a place, and no other', async (query) => {
  const hits = await found(store, query)
  const searched = new Set(hits.map(({ message_id: id }) => id))
  expect(searched.size).toBeGreaterThan(0)
  const readings = TEXTS.map((text, at) => {
    const folded = fold(text)
    return { rowId: ids[at] ?? '', near: undefined, text: () => folded }
  })
  const { finds } = findsIn(readings, wantedIn(soughtWords(query)))
  const rows = new Set(finds.map(({ rowId }) => rowId))
  const textsOf = (of: ReadonlySet<string | null>) => TEXTS.filter((_, at) => of.has(ids[at] ?? ''))
  expect(textsOf(rows)).toEqual(textsOf(searched))
})
