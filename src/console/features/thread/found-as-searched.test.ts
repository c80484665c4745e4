import { afterAll, beforeAll, expect, test } from 'vitest'

import type { Annotation } from '#contract/message.ts'
import { openStore } from '#server/store/open.ts'
import type { Store } from '#server/store/store.ts'
import { found, indexed } from '#server/store/suite/find-texts.ts'
import { buildMessage, buildThread, textPart } from '#testing/builders.ts'
import { cite } from '#testing/drawn.tsx'

import { findsIn } from './finds.ts'
import { fold } from './fold.ts'
import { readMessage } from './message-reading.ts'
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

/** Texts of an answer, with what a search finds in each that its page does not show as letters. */
const FORMS: readonly (readonly [text: string, ...words: string[]])[] = [
  ['```zpython\nprint()\n```', 'zpython'],
  ['See [it](https://zhost.example/zpath "ztitle")', 'zhost', 'zpath', 'ztitle', 'it zpath'],
  ['![zalt](https://a.example/zimage.png "zcaption")', 'zalt', 'zimage', 'zcaption'],
  ['See [a][zlabel]\n\n[zlabel]: https://a.example/zdefined', 'zlabel', 'zdefined'],
  ['So[^znote].\n\n[^znote]: as zsaid', 'znote', 'zsaid'],
  ['<div class="zclass"> <!-- zcomment -->', 'zclass', 'zcomment'],
  ['def `__zinit__`', '__zinit__'],
  // Marks within words.
  ['its *bad*support', 'badsupport'],
  ['这是**3~5天**的行程，请确认', '天的行程'],
  ['the *file*s', 'files'],
  ['这是*重点*内容', '是重点'],
  ['**snake_case**s', '"snake cases"'],
  ['***tri***ple', 'triple'],
  ['价格**约_100_元**左右', '元左右'],
  ['**foo*bar*baz**', 'foobarbaz'],
  ['un*believ*able', 'unbelievable'],
  ['| k | l |\n|---|---|\n| **i**j | k |', 'ij'],
  ['[a [nested] label](https://x.example)s', 'labels'],
  ['见图![照片](https://e.example/p.png)说明文字', '图说', '照片'],
  // A marker that no annotation tells of is drawn as letters.
  [
    'See the rules【4:0†zhandbook.pdf】for more.',
    'zhandbook.pdf',
    'rules',
    '【4:0†zhandbook.pdf】',
  ],
]

test.each(FORMS.flatMap(([text, ...words]) => words.map((word) => [word, text] as const)))(
  'what a search finds by %j is found in %j',
  async (word, text) => {
    const thread = buildThread()
    const said = buildMessage({ thread_id: thread.id, role: 'assistant', text })
    await store.insertThread(thread, [said])
    await indexed(store)
    expect((await found(store, word)).map(({ message_id: id }) => id)).toContain(said.id)
    const read = readMessage(said, false)
    const { finds } = findsIn([{ rowId: said.id, near: said.id, text: () => read }], wantedIn(word))
    expect(finds.length).toBeGreaterThan(0)
  },
)

test('a word that has marks within it is found in what was typed, too', () => {
  const typed = buildMessage({ role: 'user', text: 'Mein **Vork**zeug ist 2*3*4' })
  const read = readMessage(typed, false)
  const finds = (word: string) =>
    findsIn([{ rowId: typed.id, near: typed.id, text: () => read }], wantedIn(word)).finds
  expect(finds('vorkzeug')).toMatchObject([{ isUndrawn: true, nth: 0 }])
  expect(finds('**vork**')).toMatchObject([{ nth: 0 }])
  expect(finds('234')).toEqual([])
})

test('markers that a mark is drawn for are no letters, others are', () => {
  const value = 'As in【4:0†source】 and【4:1†source】 the source.'
  const placesOf = (annotations: Annotation[]) => {
    const content = [{ ...textPart(value), text: { value, annotations } }]
    const said = buildMessage({ role: 'assistant', content })
    const read = readMessage(said, false)
    const reading = { rowId: said.id, near: said.id, text: () => read }
    return findsIn([reading], wantedIn('source')).finds.length
  }
  expect(placesOf([])).toBe(3)
  expect(placesOf([cite(value, '【4:0†source】')])).toBe(2)
})
