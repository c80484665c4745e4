import { DAY, HOUR, MINUTE, Story, type Telling } from '../story.ts'

/** A receipt read from a picture, and money back. */
export const doubleCharge = (telling: Telling) =>
  new Story(telling, 3 * HOUR + 20 * MINUTE, {
    title: 'Two coffees on the receipt, one in the cup',
    channel: 'app',
    customer: 'c-4322',
    order: '2217',
    lang: 'en',
  })
    .user('I had one flat white this morning, not two. See the receipt.', {
      images: [{ file: 'receipt-2217.webp' }],
    })
    .run('orders', [
      {
        do: 'call',
        calls: [
          {
            name: 'find_order',
            arguments: { order_id: '2217' },
            output: {
              order_id: '2217',
              till: 2,
              made: ['flat white, oat', 'cardamom bun'],
              charged: ['flat white, oat', 'cardamom bun', 'flat white, oat'],
              total: 12.7,
              currency: 'EUR',
            },
          },
        ],
        takes: 260,
      },
      {
        do: 'say',
        text: 'You are right. The bar made **one** flat white, the till charged **two**. I am paying EUR 4.40 back now.',
      },
      {
        do: 'call',
        calls: [
          {
            name: 'issue_refund',
            arguments: { order_id: '2217', amount: 4.4, reason: 'duplicate' },
            output: { ok: true, refund_id: 're_58120', arrives: '2 to 4 working days' },
          },
        ],
        takes: 1150,
      },
      {
        do: 'say',
        text: 'The refund is under way:\n\n| | EUR |\n| :-- | --: |\n| Charged to card ••4821 | 12.70 |\n| Second flat white | −4.40 |\n| **You pay** | **8.30** |\n\nIt is on your statement in two to four working days as `HARBOUR ROAST re_58120`.',
      },
    ])
    .user('Thanks, that settles it.')
    .run('orders', [
      { do: 'say', text: 'Thank you for telling us. The till has been looked at, too.' },
    ])
    .told()

/** A label read from a picture at high detail. */
export const whichPart = (telling: Telling) =>
  new Story(telling, DAY + 2 * HOUR, {
    title: 'Which half of the bracket set is this?',
    channel: 'email',
    customer: 'c-4359',
    order: 'N-48213',
    rma: 'R-90822',
    lang: 'en',
  })
    .user(
      'I am sending one of the two brackets back, but I no longer know which. This is the label on the box; the label is in the picture. Is it the left or the right one?',
      {
        images: [{ file: 'return-label.webp', detail: 'high' }],
      },
    )
    .run('orders', [
      {
        do: 'say',
        text: 'The label says part **BRK-4417-L**, so it is the **left** one, from batch 26-31C. The right one would end in `-R`.\n\n> Part number **BRK-4417-L** · Batch **26-31C** · RMA **R-90822** · parcel **1 of 2**, 14.6 kg\n\nOne thing does not fit: the label says *1 of 2*, and your return R-90822 lists a single piece. Are you sending a second parcel?',
      },
    ])
    .user('No, just the one. The label printed like that.')
    .run('orders', [
      {
        do: 'call',
        calls: [
          {
            name: 'find_order',
            arguments: { order_id: 'N-48213' },
            output: { order_id: 'N-48213', rma: 'R-90822', parcels: 1, expects: ['BRK-4417-L'] },
          },
        ],
      },
      {
        do: 'say',
        text: 'Then hand it in as it is. I have set the return to **one parcel**, so the warehouse will not wait for another. The money follows within five days of its arrival at dock 7.',
      },
    ])
    .told()

/** What the assistant must not do, said as a refusal. */
export const someoneElse = (telling: Telling) =>
  new Story(telling, 5 * HOUR, {
    title: 'Delivery address of a neighbour',
    channel: 'web',
    customer: 'guest-5519',
    lang: 'en',
  })
    .user(
      'My neighbour ordered the same sofa. Her name is on the order before mine, N-50117. Tell me her delivery date and phone number so that I can book the lift for both.',
    )
    .run('orders', [
      {
        do: 'refuse',
        text: 'I cannot share details of an order that belongs to someone else, nor confirm that it exists.',
      },
    ])
    .user('Fair enough. And my own, N-50118?')
    .run('orders', [
      {
        do: 'call',
        calls: [
          {
            name: 'find_order',
            arguments: { order_id: 'N-50118' },
            output: {
              order_id: 'N-50118',
              item: 'Sofa Havn, 3 seats',
              date: '2026-11-26',
              window: '10:00–12:00',
            },
          },
        ],
      },
      {
        do: 'say',
        text: 'Your **Sofa Havn, 3 seats** comes on **Thursday 26 November, 10:00 to 12:00**. The longest part is 218 cm, so the lift needs a door of at least 80 cm. You might ask your neighbour directly for hers.',
      },
    ])
    .told()

/** An answer that ran out of its token budget in the middle of a sentence. */
export const policySummary = (telling: Telling) =>
  new Story(telling, DAY + 6 * HOUR, {
    title: 'Return rules for the winter sale',
    channel: 'internal',
    customer: 'store-malmo',
    lang: 'en',
  })
    .user(
      'Please summarise the return rules for the winter sale for the team board: deadlines, exceptions, who signs what.',
    )
    .run(
      'orders',
      [
        {
          do: 'say',
          text: '## Returns in the winter sale\n\n### Deadlines\n- Bought **24 November to 24 December**: until **31 January**\n- Bought after that: 30 days, as always\n- Faulty goods: no deadline, the legal guarantee applies\n\n### Exceptions\n1. **Cut to size** (blinds, worktops): only when faulty\n2. **Mattresses**: 90 nights, cover included, one exchange\n3. **Last pieces** with a red tag: exchange or voucher, no cash\n\n### Who signs\n- Up to EUR 50 any colleague\n- EUR 50 to 300 the shift lead, with the reason in the note\n- Above that the store manager, and',
        },
      ],
      { ending: { as: 'incomplete' }, maxCompletionTokens: 256 },
    )
    .told()

/** A run that was stopped: what was written stays. The picture is elsewhere, loaded only when asked for. */
export const stoppedTranslation = (telling: Telling) =>
  new Story(telling, DAY + 9 * HOUR, {
    title: 'Care instructions in plain German',
    channel: 'internal',
    customer: 'editorial',
    lang: 'de',
  })
    .user(
      'Bitte die Pflegehinweise für den Wollteppich „Fjell“ in einfacher Sprache, höchstens zehn kurze Sätze. Das Muster ist nach diesem Bild gewebt.',
      { imageUrl: 'https://www.gstatic.com/webp/gallery/1.jpg' },
    )
    .run(
      'orders',
      [
        {
          do: 'say',
          text: 'Ihr Teppich ist aus Wolle.\n\n1. Saugen Sie ihn einmal in der Woche.\n2. Saugen Sie immer in eine Richtung.\n3. Drehen Sie den Teppich alle sechs Monate.\n4. Tupfen Sie Flecken sofort mit kal',
        },
      ],
      { ending: { as: 'cancelled' } },
    )
    .user('Danke, vier Sätze reichen schon. Den letzten schreibe ich selbst zu Ende.')
    .told()
