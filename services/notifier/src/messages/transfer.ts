import type { DataOf } from '@frontdesk/events'
import type { Line } from '@frontdesk/line'
import type { Message } from '../message.ts'
import { layOut } from './layout.ts'
import { fieldsOf } from './words.ts'

/** A caller is being put through. */
export function transferMessage(line: Line, data: DataOf<'call.escalated'>): Message {
  const people = line.people.transfer.map((person) => person.name)
  return layOut({
    kind: 'transfer',
    about: ['transfer', data.by],
    channel: line.notify.slackChannel,
    headline: 'A caller wants a person',
    fields: fieldsOf(line, data.escalatedAt, data.caller),
    reason: data.reason,
    next: `The call is being put through now, to ${listed(people)}. If nobody answers, the caller is promised to be rung back.`,
    callId: data.callId,
  })
}

const listed = (people: readonly string[]): string =>
  people.length < 2 ? (people[0] ?? 'the staff') : `${people.slice(0, -1).join(', ')}, then ${people.at(-1)}`
