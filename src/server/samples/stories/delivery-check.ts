import { DAY, MINUTE, Story, type Telling } from '../story.ts'

/** What is delivered: name, ordered, counted. */
const LINES: [string, number, number][] = [
  ['Base cabinet 60, oak', 6, 6],
  ['Base cabinet 80, oak', 3, 3],
  ['Corner cabinet 100', 1, 1],
  ['Wall cabinet 60', 5, 5],
  ['Wall cabinet 40, glass', 2, 2],
  ['Tall cabinet for oven', 1, 1],
  ['Drawer front 60 × 20', 12, 12],
  ['Drawer front 60 × 40', 6, 5],
  ['Hinge 110°, soft close', 40, 40],
  ['Hinge 155°', 4, 4],
  ['Runner 500, pair', 9, 9],
  ['Worktop 3,000 × 620', 2, 2],
  ['Worktop edge strip', 3, 3],
  ['Splashback 1,200 × 580', 2, 1],
  ['Plinth 2,400, oak', 3, 3],
  ['Plinth foot 100 mm', 36, 36],
  ['Sink, single bowl', 1, 1],
  ['Mixer tap, brushed', 1, 1],
  ['Waste set 3½"', 1, 1],
  ['Hob cut-out bracket', 4, 4],
  ['Hood, 90 cm', 1, 1],
  ['Carbon filter', 2, 2],
  ['Handle 160 mm, black', 24, 23],
  ['LED strip 2 m', 3, 3],
  ['LED driver 30 W', 1, 1],
  ['Cover panel 80 × 200', 4, 4],
  ['Dishwasher front', 1, 1],
  ['Silicone, clear', 2, 2],
  ['Wall plug 8 mm', 100, 100],
  ['Screw 4 × 30', 200, 200],
  ['Shelf 56 × 37', 14, 14],
  ['Shelf pin', 56, 56],
  ['Cutlery tray 60', 2, 2],
  ['Bin set, 2 × 18 l', 1, 1],
]

const ASKS = [
  (name: string, counted: number) => `Line {n}: ${name}. I count ${counted}.`,
  (name: string, counted: number) => `{n} next: ${counted} of ${name}.`,
  (name: string, counted: number) => `${name} (line {n}): ${counted} in the box.`,
]
const MATCHES = [
  (name: string, ordered: number) => `**${ordered} of ${ordered}** – ${name} is complete.`,
  (name: string, ordered: number) => `Matches the note: ${ordered} × ${name}. Next, please.`,
  (_: string, ordered: number) => `Right, ${ordered} ordered and ${ordered} there.`,
]

/** The order is checked room by room; three rooms make the thread as long as real ones get. */
const ROOMS = ['Kitchen', 'Utility room', 'Office pantry']
const COUNTED_EVERY = 12

const missing = ([name, ordered, counted]: [string, number, number]) =>
  `Only **${counted} of ${ordered}**. I have noted ${ordered - counted} × ${name} as missing; it is added to claim \`C-77120\`. Is the box itself damaged?`

const tally = (lines: [string, number, number][]) =>
  `So far:\n\n| Line | Ordered | Counted | |\n| :-- | --: | --: | :-: |\n${lines
    .map(
      ([name, ordered, counted]) =>
        `| ${name} | ${ordered} | ${counted} | ${counted === ordered ? '✓' : '**short**'} |`,
    )
    .join('\n')}`

/** A delivery gone through line by line: more than two hundred messages. */
export const deliveryCheck = (telling: Telling) => {
  const story = new Story(telling, 8 * DAY, {
    title: 'Checking a delivery, line by line',
    channel: 'app',
    customer: 'fitters-south',
    order: 'N-49930',
    lang: 'en',
  })
  story
    .user(
      'We are on site with delivery N-49930: kitchen, utility room and office pantry. Can we go through the note together before the driver leaves?',
    )
    .answer(
      'Yes. Tell me the line and what you count; I compare it with the note and collect what is missing into one claim.',
    )
  for (const [room, name] of ROOMS.entries()) countRoom(story, name, room)
  return story
    .user('That is everything. The driver has signed.')
    .run('orders', [
      {
        do: 'say',
        text: `Thank you for the patience. **Claim \`C-77120\`** holds what was short:\n\n| Item | Rooms | Missing |\n| :-- | --: | --: |\n${LINES.filter(
          ([, ordered, counted]) => counted < ordered,
        )
          .map(
            ([item, ordered, counted]) =>
              `| ${item} | ${ROOMS.length} | ${(ordered - counted) * ROOMS.length} |`,
          )
          .join(
            '\n',
          )}\n\nIt leaves the warehouse tomorrow and is with you on **Thursday before noon**. You can begin with the base cabinets meanwhile: nothing that is missing holds them up.`,
      },
    ])
    .told()
}

function countRoom(story: Story, room: string, offset: number): void {
  story
    .user(`${room} now.`, { after: 4 * MINUTE })
    .answer(`${room}: ${LINES.length} lines. Go ahead.`)
  for (const [index, line] of LINES.entries()) {
    const [name, ordered, counted] = line
    const ask = ASKS[(index + offset) % ASKS.length]
    const match = MATCHES[(index + offset) % MATCHES.length]
    if (!ask || !match) continue
    story.user(ask(name, counted).replace('{n}', String(index + 1)))
    story.answer(counted === ordered ? match(name, ordered) : missing(line))
    if (counted !== ordered)
      story.user('No, the box is fine. It was packed like that.').answer('Thank you, noted.')
    if ((index + 1) % COUNTED_EVERY === 0) {
      story.user('Where are we?').answer(tally(LINES.slice(index + 1 - COUNTED_EVERY, index + 1)))
    }
  }
}
