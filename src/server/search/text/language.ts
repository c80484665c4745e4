/** Where nothing tells the language of a text, as BCP 47 says it. */
export const UNKNOWN_LANGUAGE = 'und'

/** How much of a text is looked at, in UTF-16 units. */
const LOOKED_AT = 500
/** How many letters of a script a text has at least to be in its language. */
const LEAST_LETTERS = 2

/** Scripts that mostly one language is written in. */
const SCRIPTS: readonly (readonly [language: string, letters: RegExp])[] = [
  ['ko', /\p{Script=Hangul}/gu],
  ['th', /\p{Script=Thai}/gu],
  ['he', /\p{Script=Hebrew}/gu],
  ['el', /\p{Script=Greek}/gu],
  ['hi', /\p{Script=Devanagari}/gu],
  ['bn', /\p{Script=Bengali}/gu],
  ['ta', /\p{Script=Tamil}/gu],
  ['te', /\p{Script=Telugu}/gu],
  ['gu', /\p{Script=Gujarati}/gu],
  ['pa', /\p{Script=Gurmukhi}/gu],
  ['ka', /\p{Script=Georgian}/gu],
  ['hy', /\p{Script=Armenian}/gu],
  ['km', /\p{Script=Khmer}/gu],
  ['my', /\p{Script=Myanmar}/gu],
  ['am', /\p{Script=Ethiopic}/gu],
]

/** Words that are common in a language and rare in the others. */
const WORDS: Readonly<Record<string, string>> = {
  en: 'the and is are was you your for with this that have has what where when how why can could would should please my it of to do does not from about will there which i me we they thanks thank hello an be been if or on',
  de: 'der die das und ist sind ich nicht mein meine ein eine einen wie was wo wann warum bitte kann können mit für auf von zu den dem haben habe danke hallo sie wir es im auch noch oder',
  fr: "le la les des est sont je vous nous mon ma mes une un et ou où quand comment pourquoi avec pour dans pas que qui c'est j'ai bonjour merci du au ce cette votre sur plus",
  es: 'el la los las es son yo mi mis una un y dónde cuándo cómo qué por para con no está están del al que hola gracias puedo quiero su se lo este esta tengo',
  pt: 'o a os as é são eu meu minha uma um e onde quando como que por para com não está do da no na você obrigado obrigada olá posso quero seu sua se isso tenho',
  it: 'il lo la gli le è sono io mio mia una un e dove quando come che perché per con non del della si ciao grazie posso vorrei ho di questo questa nel mi',
  nl: 'de het een en is zijn ik mijn niet wat waar wanneer hoe waarom kan met voor van op te dat die hebben heb dank hallo u wij je maar ook nog of',
  pl: 'i w na nie jest się są to jak co gdzie kiedy dlaczego mój moja moje proszę czy z do dziękuję mam że dla od po ten ta cześć może',
  sv: 'och är jag inte min mitt ett en var när hur varför med för på av till det som har kan tack hej du vi om från den',
  da: 'og er jeg ikke min mit et en hvor hvornår hvordan hvorfor med for på af til det som har kan tak hej du vi om fra den hvad',
  nb: 'og er jeg ikke min mitt et en hvor når hvordan hvorfor med for på av til det som har kan takk hei du vi om fra den hva',
  fi: 'ja on ei en se minun miten missä milloin miksi mikä voin voiko olen kiitos hei että kun mutta myös tämä ovat oli',
  cs: 'a je v na se není jsem kde kdy jak proč můj moje prosím děkuji mám že do pro ale nebo co jsou s z tento',
  tr: 've bir bu ne nasıl nerede neden zaman benim değil için ile var mı mi lütfen teşekkürler merhaba ben çok daha ama kadar',
  ro: 'și este sunt eu nu meu mea o un unde când cum ce pentru cu în la din mulțumesc bună pot vreau să care sau',
  hu: 'a az és nem van hol mikor hogyan miért egy kérem köszönöm hogy én mi ez meg is de vagy csak',
  vi: 'và là tôi không của có cho ở đâu khi nào thế xin cảm ơn bạn một được với này những muốn',
  id: 'dan yang di ini itu saya tidak apa bagaimana kapan mana untuk dengan dari bisa ada terima kasih tolong anda ke',
}
/** Letters that tell a language by themselves, as much as a word does. */
const LETTERS: readonly (readonly [language: string, letters: RegExp])[] = [
  ['de', /ß/],
  ['es', /[¿¡ñ]/],
  ['pt', /[ãõ]/],
  ['pl', /[łąęśźż]/],
  ['cs', /[ěřů]/],
  ['tr', /[ğış]/],
  ['ro', /[șță]/],
  ['hu', /[őű]/],
  ['vi', /[ạảấầẩẫậắằặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựơưđ]/],
  ['fr', /[œêëç]/],
  ['sv', /ä.*å|å.*ä|å.*ö|ö.*å/],
]

const languagesByWord = new Map<string, string[]>()
for (const [language, words] of Object.entries(WORDS)) {
  for (const word of words.split(' '))
    languagesByWord.set(word, [...(languagesByWord.get(word) ?? []), language])
}

/**
 * The language of a text by its script, and where many are written in that by its common words. Short texts
 * without any, and those between two languages, are of none.
 * @returns a tag of BCP 47
 */
export const languageOf = (whole: string): string => {
  const text = whole.slice(0, LOOKED_AT).toLowerCase()
  return byScript(text) ?? byWords(text) ?? UNKNOWN_LANGUAGE
}

const count = (text: string, letters: RegExp): number => text.match(letters)?.length ?? 0

const byScript = (text: string): string | undefined => {
  // Most texts are Latin and go no further.
  if (!/[^\p{ASCII}\u0080-\u024f\u1e00-\u1eff\u2000-\u206f]/u.test(text)) return undefined
  const latin = count(text, /\p{Script=Latin}/gu)
  const most = (language: string, letters: number) =>
    // A word of Latin letters is longer than one of others.
    letters >= LEAST_LETTERS && letters * 2 >= latin ? language : undefined
  const kana = count(text, /[\p{Script=Hiragana}\p{Script=Katakana}]/gu)
  const han = count(text, /\p{Script=Han}/gu)
  if (kana + han > 0) {
    const language = most(kana > 0 ? 'ja' : 'zh', kana + han)
    if (language) return language
  }
  const cyrillic = most(cyrillicOf(text), count(text, /\p{Script=Cyrillic}/gu))
  if (cyrillic) return cyrillic
  const arabic = most(arabicOf(text), count(text, /\p{Script=Arabic}/gu))
  if (arabic) return arabic
  for (const [language, letters] of SCRIPTS) {
    const found = most(language, count(text, letters))
    if (found) return found
  }
  return undefined
}

const cyrillicOf = (text: string): string => {
  if (/[іїєґ]/.test(text)) return 'uk'
  if (/[ђјљњћџ]/.test(text)) return 'sr'
  return /ъ/.test(text) && !/[ыэё]/.test(text) ? 'bg' : 'ru'
}

const arabicOf = (text: string): string => {
  if (/[ٹڈڑے]/.test(text)) return 'ur'
  return /[پچژگ]/.test(text) ? 'fa' : 'ar'
}

const byWords = (text: string): string | undefined => {
  const points = new Map<string, number>()
  const add = (language: string, point: number) =>
    points.set(language, (points.get(language) ?? 0) + point)
  // A word of several languages says less of each.
  for (const word of text.match(/[\p{L}\p{M}'’]+/gu) ?? []) {
    const languages = languagesByWord.get(word) ?? []
    for (const language of languages) add(language, 1 / languages.length)
  }
  for (const [language, letters] of LETTERS) if (letters.test(text)) add(language, 1)
  const [first, second] = [...points].toSorted(([, a], [, b]) => b - a)
  if (!first || first[1] < 1) return undefined
  return second && second[1] >= first[1] ? undefined : first[0]
}
