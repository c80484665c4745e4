/** The code interpreter's name; with more than that where a function has it. */
export const isPython = ({ name }: { name: string }): boolean => /^code_interpreter_*$/.test(name)

/** The Python that a user's text asks to run: what it shows, a picture, or a small sum; else undefined. */
export const askedCode = (text: string): string | undefined => {
  const [, fenced] = /```(?:python|py)?[ \t]*\n([^]*?)```/i.exec(text) ?? []
  if (fenced !== undefined) return fenced
  const [, line] = /^[ \t]*run:[ \t]*(\S.*)$/im.exec(text) ?? []
  if (line !== undefined) return line
  if (/\b(plot|chart|graph|draw)\b/i.test(text)) return chartOf(text)
  return /\b(python|code.interpreter|compute|calculate)\b/i.test(text) ? countOf(text) : undefined
}

/** For whoever demands a call without saying of what. */
export const anyCode = (text: string): string => askedCode(text) ?? countOf(text)

const wordsIn = (text: string): string => {
  const words = text.match(/[\p{L}\p{N}]+/gu) ?? []
  // Also a string literal of Python, as long as nothing has to be escaped.
  return JSON.stringify(words.slice(0, 200).join(' ').slice(0, 1000).toWellFormed())
}

const countOf = (text: string): string => `import csv
from collections import Counter

words = ${wordsIn(text)}.lower().split()
counts = Counter(words).most_common()
with open("/mnt/data/words.csv", "w", newline="") as file:
    csv.writer(file).writerows([("word", "count"), *counts])
for word, count in counts[:5]:
    print(f"{count:3} {word}")
`

/** A picture without a library for pictures: those may not be installed. */
const chartOf = (text: string): string => `import struct, zlib

words = ${wordsIn(text)}.split()[:24]
width, height = 40 * len(words) + 40, 260
rows = [[(255, 255, 255)] * width for _ in range(height)]
for at, word in enumerate(words):
    for y in range(height - 20 - min(220, 20 * len(word)), height - 20):
        for x in range(40 * at + 28, 40 * at + 52):
            rows[y][x] = (67, 56, 202)

def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

class Chart:
    def _repr_png_(self):
        pixels = b"".join(b"\\0" + bytes(sum(row, ())) for row in rows)
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        return (b"\\x89PNG\\r\\n\\x1a\\n" + chunk(b"IHDR", header)
                + chunk(b"IDAT", zlib.compress(pixels)) + chunk(b"IEND", b""))

print("letters in each word:", [len(word) for word in words])
display(Chart())
`

/** What the code came to, as the tool tells it, in the model's own words. */
export const computedText = (output: string): string => {
  const files = [...output.matchAll(/^- (sandbox:\/mnt\/data\/\S+)$/gm)].map(
    ([, link = '']) => link,
  )
  // Without the line ends before it: a pattern that begins with them is tried at each.
  const made = output.search(/^\[(Images|Files) were made/m)
  const logs = made === -1 ? output : output.slice(0, made)
  const parts = [
    logs.trim() === ''
      ? ''
      : `The code printed:\n\n\`\`\`\`text\n${logs.slice(0, 4000).trimEnd()}\n\`\`\`\``,
    /^\[Images were made/m.test(output) ? 'What it has drawn stands below.' : '',
    files.length === 0
      ? ''
      : `It has made ${files.map((link) => `[${nameIn(link)}](${link})`).join(', ')}.`,
  ]
  return parts.filter((part) => part !== '').join('\n\n')
}

const nameIn = (link: string): string =>
  decodeURI(link.split('/').at(-1) ?? link)
    .replaceAll(/[\p{Cc}\p{Cf}]/gu, ' ')
    .replaceAll(/[\\[\]<>*_`]/g, '\\$&')
