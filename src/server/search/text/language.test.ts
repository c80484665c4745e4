import { expect, test } from 'vitest'

import { languageOf } from './language.ts'

test.each([
  ['en', 'Hello, where is my parcel? I ordered it last week.'],
  ['en', 'Where can I get a refund for the broken kettle'],
  ['de', 'Wo ist mein Paket? Ich habe es letzte Woche bestellt.'],
  ['fr', 'Où est mon colis ?'],
  ['es', '¿Dónde está mi pedido?'],
  ['pt', 'Onde está minha encomenda? Não chegou.'],
  ['it', 'Ciao, dove si trova il mio pacco?'],
  ['nl', 'Waar is mijn pakket?'],
  ['pl', 'Gdzie jest moja paczka?'],
  ['cs', 'Kde je můj balík?'],
  ['tr', 'Siparişim nerede?'],
  ['vi', 'Tôi muốn hoàn tiền'],
  ['fi', 'Missä pakettini on?'],
  ['ru', 'Где моя посылка?'],
  ['uk', 'Де моя посилка? Її немає.'],
  ['zh', '我的包裹在哪里？'],
  ['ja', '荷物はどこですか？'],
  ['ko', '내 소포는 어디에 있나요?'],
  ['ar', 'أين طردي؟'],
  ['fa', 'بسته من کجاست؟ چرا نیامد'],
  ['he', 'מה שלומך'],
  ['th', 'สวัสดีครับ'],
  ['hi', 'मेरा पार्सल कहाँ है?'],
  ['el', 'Πού είναι το δέμα μου;'],
  ['und', '12345'],
  ['und', ''],
  ['und', 'ok'],
  ['und', '👍'],
  ['und', 'order #12345'],
])('%s: %s', (language, text) => {
  expect(languageOf(text)).toBe(language)
})

test('a name in another script does not change the language of a text', () => {
  expect(languageOf('Where is the parcel that I sent to 東京 last week?')).toBe('en')
  expect(languageOf('iPhone 15 Pro の荷物はどこですか')).toBe('ja')
})
