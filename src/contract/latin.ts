/** Latin letters without a decomposition, and what is typed for them. In small letters. */
const TYPED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    // With a stroke, a hook or a tail.
    a: 'ⱥ',
    b: 'ƀɓƃ',
    c: 'ȼƈ',
    d: 'đðɗɖƌ',
    e: 'ɇ',
    f: 'ƒ',
    g: 'ǥɠ',
    h: 'ħɦ',
    i: 'ıɨ',
    j: 'ɉȷ',
    k: 'ƙĸ',
    l: 'łƚⱡɫ',
    m: 'ɱ',
    n: 'ŋɲƞ',
    o: 'øɵ',
    p: 'ƥᵽ',
    q: 'ɋ',
    r: 'ɍɽ',
    s: 'ȿ',
    t: 'ŧƭʈ',
    u: 'ʉ',
    v: 'ʋ',
    y: 'ɏƴ',
    z: 'ƶȥɀ',
    // Two letters in one.
    ae: 'æ',
    oe: 'œ',
    ss: 'ß',
    th: 'þ',
  }).flatMap(([typed, letters]) => Array.from(letters, (letter) => [letter, typed] as const)),
)
const IS_TYPED = new RegExp(`[${[...TYPED.keys()].join('')}]`, 'gu')
/** Letters of Latin, which many write without their marks. */
const MARKED = /(\p{sc=Latin})[\u0300-\u036f]+/gu

/** A word in small letters as it is typed on a keyboard that has the plain letters of Latin alone. */
export const plainLatin = (word: string): string =>
  word
    .normalize('NFD')
    .replaceAll(MARKED, '$1')
    .normalize('NFC')
    .replaceAll(IS_TYPED, (letter) => TYPED.get(letter) ?? letter)
