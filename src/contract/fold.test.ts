import { expect, test } from 'vitest'

import { fold } from './fold.ts'

test.each([
  ['Arabic vowel signs', 'سِيَاسَةُ', 'سياسة'],
  ['Arabic shadda and tanwin', 'محمَّدٌ', 'محمد'],
  ['a superscript alef', 'هٰذا', 'هذا'],
  ['tatweel', 'ســـياسة', 'سياسة'],
  ['hamza on alef', 'إلى أين آخر', 'الى اين اخر'],
  ['alef wasla', 'ٱلكتاب', 'الكتاب'],
  ['a final yeh without dots', 'على مدرسه', 'علي مدرسة'],
  ['forms of Arabic letters as PDFs have them', 'ﻛﺘﺎﺏ', 'كتاب'],
  ['vowel signs as PDFs have them', 'كﱠتﹶاب', 'كتاب'],
  ['Persian letters', 'کتابی', 'كتابي'],
  ['Persian without its joiner', 'کتاب\u200cخانه', 'کتابخانه'],
  ['an ezafe', 'خانهٔ', 'خانه'],
  ['Urdu heh', 'وہ', 'وه'],
  ['Hebrew points', 'שָׁלוֹם', 'שלום'],
  ['Hebrew forms with points', '\ufb2a\ufb31', 'שב'],
  ['Syriac points', 'ܫܠܳܡܳܐ', 'ܫܠܡܐ'],
  ['a soft hyphen', 'Versand\u00adkosten', 'Versandkosten'],
  ['a blank of no width', 'Versand\u200bkosten', 'Versandkosten'],
  ['a word joiner', 'Versand\u2060kosten', 'Versandkosten'],
  ['a mark of byte order', 'Versand\ufeffkosten', 'Versandkosten'],
  ['marks of direction', '\u2067שלום\u2069\u200f', 'שלום'],
  ['a choice of glyph', '葛\u{e0100}城', '葛城'],
  ['Greek tonos and final sigma', 'φόρος', 'ΦΟΡΟΣ'],
  ['Greek capitals', 'επιστροφή', 'ΕΠΙΣΤΡΟΦΗ'],
  ['old Greek', 'ἀρχῇ', 'αρχη'],
  ['Greek dialytika', 'ταΐζω', 'ταιζω'],
  ['dots of Russian', 'ёлка Ёж', 'елка Еж'],
  ['Russian stress', 'за\u0301мок', 'замок'],
  ['Russian stress on a dotted letter', 'трё\u0301х', 'трех'],
  ['Hindi nukta', 'क़लम ज़रूर', 'कलम जरूर'],
  ['Hindi nukta as one sign', '\u0958लम', 'कलम'],
  ['Hindi chandrabindu', 'आँख', 'आंख'],
  ['digits of Arabic', '١٢٣', '123'],
  ['digits of Persian', '۴۵۶', '456'],
  ['digits of Hindi', '७८९०', '7890'],
  ['digits of Thai and of Bengali', '๐๑ ২৩', '01 23'],
  ['wide digits and those of formulas', '９𝟠𝟏', '981'],
  ['Punjabi nukta', 'ਜ਼ਮੀਨ', 'ਜਮੀਨ'],
])('%s: both ways are one', (_, marked, plain) => {
  expect(fold(marked).toLowerCase()).toBe(fold(plain).toLowerCase())
})

test.each([
  ['Japanese voice', 'がぎパ', 'かきハ'],
  ['Thai vowels and tones', 'ที่น้ำ', 'ทนา'],
  ['Hindi vowel signs', 'दिन', 'दन'],
  ['Hindi virama', 'कर्म', 'करम'],
  ['Bengali ya', 'সময়', 'সময'],
  ['Tamil vowel signs', 'கோவில்', 'கவல'],
  ['Khmer vowels', 'ខ្មែរ', 'ខមរ'],
  ['Korean syllables', '한국어', '하구어'],
  ['short i of Russian', 'йод', 'иод'],
  ['yi of Ukrainian', 'їжа', 'іжа'],
  ['short u of Belarusian', 'ўвага', 'увага'],
  ['letters of Macedonian', 'ќе ѓон', 'ке гон'],
  ['d of Vietnamese', 'đa', 'da'],
])('%s: a mark of the word stays', (_, word, other) => {
  expect(fold(word).toLowerCase()).not.toBe(fold(other).toLowerCase())
  expect(fold(word)).toBe(word.normalize('NFKC'))
  expect(fold(word.normalize('NFD'))).toBe(fold(word))
})

test('what is folded is folded once', () => {
  for (const text of ['سِيَاسَةُ', 'Việt Nam', 'ＡＢＣ ﬁ', 'ἀρχῇ', 'क़लम', 'ｶﾞ', '한국어']) {
    expect(fold(fold(text))).toBe(fold(text))
  }
})
