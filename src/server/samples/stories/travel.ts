import type { Passage } from '../markers.ts'
import { DAY, HOUR, MINUTE, Story, type Telling } from '../story.ts'

const BOOKING = {
  pnr: '7KQ2MD',
  status: 'PARTLY_CANCELLED',
  passengers: ['ADULT/1', 'CHILD/2'],
  segments: [
    { flight: 'LX 1239', from: 'CPH', to: 'ZRH', status: 'FLOWN' },
    { flight: 'LX 318', from: 'ZRH', to: 'LHR', status: 'CANCELLED_BY_CARRIER', cause: 'CREW' },
  ],
  fare: { basis: 'YFLXCH', total: 412, currency: 'CHF' },
  ssr: ['XBAG 15KG PREPAID'],
}

const PASSAGES: Passage[] = [
  {
    file: 'fare-rules.md',
    score: 0.93,
    text: 'When the carrier cancels a flight less than 14 days before departure, the passenger chooses between re-routing at the earliest opportunity and a refund of the unused coupons within seven days.',
  },
  {
    file: 'fare-rules.md',
    score: 0.88,
    text: 'For flights of up to 1,500 km the compensation is EUR 250 a passenger, unless the cancellation was caused by extraordinary circumstances which could not have been avoided. Crew shortage is not such a circumstance.',
  },
  {
    file: 'fare-rules.md',
    score: 0.81,
    text: 'Prepaid baggage follows the passenger to the new flight. Where that flight cannot take it, the fee is refunded.',
  },
  {
    file: 'e-ticket-7KQ2MD.pdf',
    score: 0.74,
    text: 'SSR: XBAG 15 kg prepaid CHF 45.00 · Seats 14A 14B · Fare basis YFLXCH, changes permitted.',
  },
]

const OWED: Passage[] = [
  {
    file: 'fare-rules.md',
    score: 0.91,
    text: 'For flights of up to 1,500 km the compensation is EUR 250 a passenger, unless the cancellation was caused by extraordinary circumstances which could not have been avoided. Crew shortage is not such a circumstance.',
  },
  {
    file: 'fare-rules.md',
    score: 0.87,
    text: 'While waiting, the passenger is owed meals and refreshments in relation to the waiting time and, where a night becomes necessary, a hotel and the way there and back.',
  },
  {
    file: 'fare-rules.md',
    score: 0.8,
    text: 'The booking service fee is not refundable once the ticket has been issued.',
  },
]

const OPTIONS = `You have three ways out of Zürich, and the choice is yours【4:0†fare-rules.md】.

| Option | Departs | Arrives | Seats | Difference |
| :-- | :-: | :-: | --: | --: |
| **BA 717**, gate E43 | 18:25 | 19:10 | 4 | CHF 0.00 |
| **LX 332**, gate A88 | 20:10 | 20:55 | 9 | CHF 0.00 |
| Refund of the unused coupon | – | – | – | CHF 214.00 back |

Besides that, whichever you choose:

- **EUR 250 for each of you.** The airline gives *crew* as the cause, which does not release it from compensation【4:1†fare-rules.md】.
- **Your extra bag** of 15 kg goes along【4:3†e-ticket-7KQ2MD.pdf】, or the CHF 45.00 comes back【4:2†fare-rules.md】.
- **The sandwiches** on your receipt are owed as well. Keep it.

BA 717 closes in 43 minutes. Shall I hold two seats together?`

const SUM = `import pandas as pd

receipts = pd.read_csv("/mnt/data/receipts.csv")
owed = receipts[receipts["item"].str.contains("Sandwiches")]["amount"].sum()
print(f"meal {owed:.2f} CHF, compensation {2 * 250:.2f} EUR")
`

const CONFIRMED = `Done: **two seats together on BA 717**, 21C and 21D, 18:25 from gate **E43**. Boarding begins at 17:55 and the walk takes about twelve minutes, so please set off now.

What you get back:

| For | Amount | Rests on |
| :-- | --: | :-- |
| Compensation, two passengers | EUR 500.00 | crew shortage【6:0†fare-rules.md】 |
| Meal in Zürich | CHF 38.60 | care while waiting【6:1†fare-rules.md】 |
| Booking service fee | – | not refundable【6:2†fare-rules.md】 |

- [x] New boarding passes, to the app and by e-mail
- [x] Bag tag moved to BA 717
- [x] Claim filed, case \`ZRH-20931\`
- [ ] Money to Visa ••4821, within seven days

Nothing is left for you to do today. Have a good flight, both of you.`

const dayOf = (time: number) => new Date(time).toISOString().slice(0, 10)

/** A cancelled flight: documents, a picture, functions, passages, citations, a table. */
export const cancelledFlight = (telling: Telling) =>
  new Story(telling, 41 * MINUTE, {
    title: 'Flight cancelled at the gate, ZRH–LHR',
    channel: 'app',
    customer: 'c-4396',
    pnr: '7KQ2MD',
    lang: 'en',
  })
    .user(
      'We are in Zürich and the board says our flight to London is cancelled. Nobody is at the desk. I am travelling with my son. Ticket, receipts and a photo of the board are attached. What can you do, and who pays for the extra bag?',
      {
        images: [{ file: 'gate-board.webp', detail: 'high' }],
        attach: {
          'e-ticket-7KQ2MD.pdf': ['file_search'],
          'fare-rules.md': ['file_search'],
          'receipts.csv': ['code_interpreter'],
        },
        metadata: { client: 'ios 8.2' },
      },
    )
    .run('travel', [
      {
        do: 'call',
        calls: [{ name: 'get_booking', arguments: { pnr: '7KQ2MD' }, output: BOOKING }],
        takes: 310,
      },
      {
        do: 'call',
        calls: [
          {
            name: 'search_flights',
            arguments: { from: 'ZRH', to: 'LHR', date: dayOf(telling.now) },
            output: [
              { flight: 'BA 717', departs: '18:25', seats: 4 },
              { flight: 'LX 332', departs: '20:10', seats: 9 },
            ],
          },
        ],
        takes: 840,
      },
      { do: 'search', passages: PASSAGES, takes: 230 },
      { do: 'say', text: OPTIONS },
    ])
    .user('Yes please, BA 717, and together. What do we get back in all?')
    .run('travel', [
      {
        do: 'call',
        calls: [
          {
            name: 'change_seat',
            arguments: { pnr: '7KQ2MD', passenger: 'ADULT/1', seat: '21C' },
            output: { ok: true, seat: '21C' },
          },
          {
            name: 'change_seat',
            arguments: { pnr: '7KQ2MD', passenger: 'CHILD/2', seat: '21D' },
            output: { ok: true, seat: '21D' },
          },
        ],
        takes: 520,
      },
      {
        do: 'code',
        input: SUM,
        logs: 'meal 38.60 CHF, compensation 500.00 EUR\n',
        takes: 1150,
      },
      { do: 'search', passages: OWED, takes: 210 },
      { do: 'say', text: CONFIRMED },
    ])
    .told()

/** A run that waits for two outputs, and can still be given them. */
export const seatChange = (telling: Telling) =>
  new Story(telling, 12 * MINUTE, {
    title: 'Seats apart on the way home',
    channel: 'web',
    customer: 'c-4433',
    pnr: 'R4T9WX',
    lang: 'en',
  })
    .user(
      'Our seats on Sunday are 11A and 27F. My father is 84 and does not like flying alone. Can we sit together, further forward if possible? Booking R4T9WX.',
    )
    .run(
      'travel',
      [
        {
          do: 'call',
          calls: [
            {
              name: 'get_booking',
              arguments: { pnr: 'R4T9WX' },
              output: {
                pnr: 'R4T9WX',
                status: 'CONFIRMED',
                passengers: ['ADULT/1', 'ADULT/2'],
                seats: ['11A', '27F'],
                free_together: ['6A+6B', '9D+9E'],
              },
            },
          ],
        },
        {
          do: 'say',
          text: 'Two seats are free side by side in **row 6**, by the window and the middle. They cost nothing extra, as one of you needs assistance. I am moving you both now.',
        },
        {
          do: 'call',
          calls: [
            {
              name: 'change_seat',
              arguments: { pnr: 'R4T9WX', passenger: 'ADULT/1', seat: '6B' },
            },
            {
              name: 'change_seat',
              arguments: { pnr: 'R4T9WX', passenger: 'ADULT/2', seat: '6A' },
            },
          ],
        },
      ],
      { ending: { as: 'waiting' } },
    )
    .told()

/** Calls that nobody answered in time, then a second run that went through. */
export const lostLuggage = (telling: Telling) =>
  new Story(telling, 2 * DAY + 3 * HOUR, {
    title: 'Pram did not arrive in Lisbon',
    channel: 'phone',
    customer: 'c-4470',
    pnr: 'M2PL8Q',
    lang: 'en',
  })
    .user(
      'Our pram was not on the belt in Lisbon. Tag 0220 418 993. We fly on to Funchal tomorrow morning.',
    )
    .run(
      'travel',
      [{ do: 'call', calls: [{ name: 'get_booking', arguments: { pnr: 'M2PL8Q' } }] }],
      { ending: { as: 'expired' } },
    )
    .user('Hello? Is anybody there?', { after: 2 * MINUTE })
    .run('travel', [
      {
        do: 'call',
        calls: [
          {
            name: 'get_booking',
            arguments: { pnr: 'M2PL8Q' },
            output: { pnr: 'M2PL8Q', bags: [{ tag: '0220418993', seen: 'ORY', next: 'TP 439' }] },
          },
        ],
      },
      {
        do: 'say',
        text: 'I am sorry for the silence: our booking system did not answer.\n\nYour pram is **in Paris Orly** and was missed at the transfer. It comes tonight on TP 439, landing at 22:50.\n\n1. It will be brought to your hotel before 01:00.\n2. If you would rather collect it, the desk in arrivals is open until 00:30.\n3. Until then you may hire one; keep the receipt, up to EUR 40 a day.\n\nWhich hotel are you staying at?',
      },
    ])
    .user('Hotel Avenida, room 312. Bringing it here is perfect.')
    .run('travel', [
      {
        do: 'say',
        text: 'Noted: **Hotel Avenida, room 312**. The driver calls reception first, so nobody wakes the baby.',
      },
    ])
    .told()
