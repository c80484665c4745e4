const SCRIPTS =
  'Han Hira Kana Hang Bopo Yiii Thai Laoo Khmr Mymr Tibt Java Bali Cham Lana Tale Talu Tavt'

/** Scripts whose words stand side by side without spaces, for a class of a regular expression. */
export const UNSPACED_SCRIPTS = SCRIPTS.split(' ')
  .map((script) => String.raw`\p{sc=${script}}`)
  .join('')
