import type { Assistant } from '#contract/assistant.ts'
import type { Tool } from '#contract/tool.ts'
import type { NewId } from '#server/new-id.ts'

const text = (description: string) => ({ type: 'string', description })

const fn = (
  name: string,
  description: string,
  properties: Record<string, unknown>,
  required = Object.keys(properties),
): Tool => ({
  type: 'function',
  function: {
    name,
    description,
    parameters: { type: 'object', properties, required, additionalProperties: false },
  },
})

interface Role {
  name: string
  description: string
  instructions: string
  tools: Tool[]
}

/** Who answers in the samples. Their functions can be run with any model, the scripted one included. */
const ROLES = {
  travel: {
    name: 'Travel support',
    description: 'Bookings, changes and refunds for travellers.',
    instructions:
      'You help travellers with bookings. Look the booking up before you answer. Quote the rule you rely on. Name amounts with their currency, and say when money arrives and where.',
    tools: [
      fn('get_booking', 'Reads a booking by its record locator.', {
        pnr: text('Six letters and digits, e.g. 7KQ2MD.'),
      }),
      fn('search_flights', 'Finds seats between two airports on a day.', {
        from: text('IATA code.'),
        to: text('IATA code.'),
        date: text('YYYY-MM-DD.'),
      }),
      fn('change_seat', 'Moves one passenger to another seat.', {
        pnr: text('Record locator.'),
        passenger: text('Name as on the ticket.'),
        seat: text('Row and letter, e.g. 21C.'),
      }),
      { type: 'file_search' },
      { type: 'code_interpreter' },
    ],
  },
  orders: {
    name: 'Order desk',
    description: 'Orders, deliveries and refunds of the shop.',
    instructions:
      'You answer customers of the shop in the language they write in. Check the order first. You may refund up to 50 EUR on your own; above that, hand over to a colleague.',
    tools: [
      fn('find_order', 'Finds an order by number.', { order_id: text('E.g. 2217 or N-48213.') }),
      fn('issue_refund', 'Pays an amount back to the card of an order.', {
        order_id: text('The order.'),
        amount: { type: 'number', description: 'In the currency of the order.' },
        reason: { type: 'string', enum: ['duplicate', 'damaged', 'not_received', 'goodwill'] },
      }),
    ],
  },
  developers: {
    name: 'Developer support',
    description: 'Integrations, webhooks and the API.',
    instructions:
      'You help developers. Show the smallest code that works, say why it works, and name the version it was written for.',
    tools: [{ type: 'file_search' }],
  },
  analyst: {
    name: 'Operations analyst',
    description: 'Answers questions about figures with a calculation anyone can repeat.',
    instructions: 'You calculate with code and show the formula. Round at the end only.',
    tools: [{ type: 'code_interpreter' }],
  },
} as const satisfies Record<string, Role>

export type CastName = keyof typeof ROLES
export type Cast = Record<CastName, Assistant>

/** New assistants for the samples; `createdAt` in seconds. */
export function newCast(newId: NewId, createdAt: number): Cast {
  const assistant = (role: Role): Assistant => ({
    id: newId('assistant'),
    object: 'assistant',
    created_at: createdAt,
    ...role,
    model: 'gpt-4o-mini',
    tool_resources: {},
    metadata: { sample: 'true' },
    temperature: 1,
    top_p: 1,
    response_format: 'auto',
  })
  return {
    travel: assistant(ROLES.travel),
    orders: assistant(ROLES.orders),
    developers: assistant(ROLES.developers),
    analyst: assistant(ROLES.analyst),
  }
}
