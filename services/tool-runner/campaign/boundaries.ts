import type { Bus } from '@frontdesk/bus'
import { type FrontdeskEvent, nameOf } from '@frontdesk/events'
import type { Records } from '@frontdesk/records'
import type { Vendors } from '../src/tool.ts'
import type { Life } from './life.ts'

/** The ports as a life sees them. */
export const boundariesIn = (life: Life) => ({
  bus: <B extends Pick<Bus, 'publish'>>(bus: B): B => life.uses(bus, 'bus', aboutBus),
  records: (records: Records): Records => ({
    ...records,
    ledger: life.uses(records.ledger, 'ledger', aboutLedger),
    callbacks: life.uses(records.callbacks, 'callbacks'),
    slotClaims: life.uses(records.slotClaims, 'claims'),
    journal: life.uses(records.journal, 'journal'),
    calls: life.uses(records.calls, 'calls'),
  }),
  vendors: ({ calendar, crm, sms }: Vendors): Vendors => ({
    calendar: life.uses(calendar, 'calendar'),
    crm: life.uses(crm, 'crm'),
    sms: life.uses(sms, 'sms'),
  }),
})

const aboutBus = (method: string, [event]: readonly unknown[]): string =>
  method === 'publish' ? `(${nameOf(event as FrontdeskEvent)})` : ''

function aboutLedger(method: string, args: readonly unknown[]): string {
  if (method === 'begin') return `(${(args[0] as { tool: string }).tool})`
  return method === 'attempt' || method === 'note' || method === 'retract' ? `(${String(args[2])})` : ''
}
