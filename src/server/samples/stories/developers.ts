import { DAY, HOUR, MINUTE, Story, type Telling } from '../story.ts'

const CAUSE = `The log shows a pattern: **only bodies with a non-ASCII character fail**. \`evt_8Qm2\` and \`evt_8Qm4\` carry a customer called *Åsa*【4:0†webhook.log】.

Your middleware parses the body before the signature is checked. What is hashed is then the JSON written anew, in which \`Å\` has become \`\\u00c5\`. Hash the bytes as they came:

\`\`\`ts
import { createHmac, timingSafeEqual } from 'node:crypto'

app.post('/hooks/orders', express.raw({ type: 'application/json' }), (req, res) => {
  const expected = createHmac('sha256', secret).update(req.body).digest()
  const given = Buffer.from(req.get('x-signature') ?? '', 'hex')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return res.status(400).send('bad signature')
  }
  const event = JSON.parse(req.body.toString('utf8'))
  queue.add(event.type, event)
  res.sendStatus(200)
})
\`\`\`

In your own code it is three lines:

\`\`\`diff
-app.use(express.json())
-app.post('/hooks/orders', (req, res) => {
-  const expected = sign(JSON.stringify(req.body))
+app.post('/hooks/orders', express.raw({ type: 'application/json' }), (req, res) => {
+  const expected = sign(req.body)
\`\`\`

Failed deliveries are tried again for three days, so \`evt_8Qm2\` arrives by itself once this is live.`

const PYTHON = `The same in Python, for your nightly job:

\`\`\`python
import hashlib, hmac

def is_genuine(body: bytes, signature: str, secret: bytes) -> bool:
    """True when \`signature\` was made from exactly these bytes."""
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected, signature)
\`\`\`

And to try it from a shell without waiting for an order:

\`\`\`sh
body='{"type":"order.paid","customer":"Åsa"}'
sig=$(printf %s "$body" | openssl dgst -sha256 -hmac "$SECRET" -hex | cut -d' ' -f2)
curl -sS localhost:3000/hooks/orders -H "x-signature: $sig" -H 'content-type: application/json' -d "$body"
\`\`\`

Before you ship:

- [x] Signature over raw bytes
- [x] Constant-time comparison
- [ ] Reject timestamps older than five minutes
- [ ] Store \`event.id\`, and ignore one seen before`

/** Code in several languages, a diff, a task list, a citation of a log. */
export const webhookSignature = (telling: Telling) =>
  new Story(telling, 6 * HOUR + 10 * MINUTE, {
    title: 'Webhook signature fails for some orders',
    channel: 'developer portal',
    customer: 'acct_northline',
    api_version: '2026-10-01',
    lang: 'en',
  })
    .user(
      'About one in twenty webhooks fails the signature check since Monday. Same secret, same code. Log attached. What do we miss?',
      { attach: { 'webhook.log': ['file_search'] } },
    )
    .run('developers', [
      {
        do: 'search',
        passages: [
          {
            file: 'webhook.log',
            score: 0.9,
            text: '09:14:09.773 POST /hooks/orders 400 3ms sig=FAIL evt_8Qm2 order.paid expected 6f1c… got 91ab…',
          },
        ],
      },
      { do: 'say', text: CAUSE },
    ])
    .user(
      'That was it. We also verify in a Python job; what does it look like there? And how do I test without placing orders?',
    )
    .run('developers', [{ do: 'say', text: PYTHON }])
    .told()

/** A run whose model could not be reached, after one that answered well. */
export const wifiDrops = (telling: Telling) =>
  new Story(telling, 75 * MINUTE, {
    title: 'Router drops 5 GHz after the update',
    channel: 'forum',
    customer: 'c-4137',
    device: 'AX-3200',
    lang: 'en',
  })
    .user(
      'Since firmware 4.1.9 the 5 GHz network vanishes every evening around eight. 2.4 GHz stays. `dmesg` says `radar detected on channel 100`. Broken antenna?',
    )
    .run('developers', [
      {
        do: 'say',
        text: 'Your antenna is fine. Channel 100 is shared with weather radar, and a router that believes it hears one **must** leave the channel for 30 minutes. Firmware 4.1.9 listens more closely than 4.1.8 did.\n\nTwo ways to stay on air:\n\n```sh\n# 1. Take a channel without radar (36 to 48)\nuci set wireless.radio1.channel=44\nuci commit wireless && wifi reload\n\n# 2. Or see first what it hears\nlogread -f | grep -i dfs\n```\n\nPlease try the first, and tell me tomorrow whether it lasted the evening.',
      },
    ])
    .user(
      'Channel 44 it is. But now the far bedroom only gets 12 Mbit/s. Is transmit power limited down there?',
      { after: 24 * MINUTE },
    )
    .run(
      'developers',
      [
        {
          do: 'say',
          text: 'Yes. On channels 36 to 48 the limit is 200 mW, while from 100 upwards it is',
        },
      ],
      {
        ending: {
          as: 'failed',
          error: {
            code: 'server_error',
            message: 'The model endpoint closed the connection before its answer was complete.',
          },
        },
      },
    )
    .told()

const RESOURCES = [
  'orders',
  'customers',
  'invoices',
  'refunds',
  'shipments',
  'returns',
  'prices',
  'stock',
  'stores',
  'vouchers',
  'subscriptions',
  'addresses',
  'carriers',
  'labels',
  'documents',
  'webhooks',
  'reviews',
  'wishlists',
  'bundles',
  'suppliers',
  'purchases',
  'warehouses',
  'employees',
  'payouts',
]

const chapter = (name: string, index: number) => `## ${index + 1}. \`/${name}\`

What changes: lists are read by cursor, times are in UTC with milliseconds, amounts are whole cents. \`GET /v1/${name}?page=${index + 2}\` answers \`410 Gone\` from 1 March.

| Version 1 | Version 2 | Note |
| :-- | :-- | :-- |
| \`page\`, \`per_page\` | \`after\`, \`limit\` | at most 100 |
| \`created\` (local time) | \`created_at\` (UTC) | \`2026-11-20T09:14:02.118Z\` |
| \`amount: "12.70"\` | \`amount: 1270\` | never a float |
| \`status: 3\` | \`status: "settled"\` | open list of words |

\`\`\`ts
export async function* all${name[0]?.toUpperCase()}${name.slice(1)}(client: Client) {
  let after: string | undefined
  do {
    const page = await client.get('/v2/${name}', { query: { after, limit: 100 } })
    yield* page.data
    after = page.has_more ? page.last_id : undefined
  } while (after)
}
\`\`\`

\`\`\`sql
-- Bring what you keep of ${name} into the new form, a thousand rows at a time.
UPDATE ${name}
   SET amount_cents = round(amount * 100), created_at = created AT TIME ZONE 'Europe/Stockholm'
 WHERE id IN (SELECT id FROM ${name} WHERE amount_cents IS NULL LIMIT 1000);
\`\`\`

- [${index < 5 ? 'x' : ' '}] Read by cursor
- [${index < 4 ? 'x' : ' '}] Store cents
- [${index < 2 ? 'x' : ' '}] Old fields no longer read

> **Careful:** a retried \`POST /v2/${name}\` needs the same \`Idempotency-Key\`, or it is made twice.
`

/** One answer of some thirty thousand characters. */
export const migrationGuide = (telling: Telling) =>
  new Story(telling, 4 * DAY, {
    title: 'From API version 1 to 2, everything at once',
    channel: 'developer portal',
    customer: 'acct_northline',
    lang: 'en',
  })
    .user(
      'We use all twenty-four resources of version 1. Give us the whole migration in one document that we can put into our wiki, with code and SQL for each.',
    )
    .run('developers', [
      {
        do: 'say',
        text: `# Migration from version 1 to version 2\n\nTwenty-four resources, one pattern. Do them in this order: each chapter needs only those before it.\n\n${RESOURCES.map(chapter).join('\n')}\n## When all is done\n\nRemove the version 1 key. Requests with it are refused from 1 March, with \`401\` and the code \`version_retired\`.`,
      },
    ])
    .user('Exactly what we needed. It is in the wiki.', { after: 30 * MINUTE })
    .told()
