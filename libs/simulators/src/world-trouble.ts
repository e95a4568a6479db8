import { z } from 'zod'
import type { CalendarSimulator } from './calendar/calendar.ts'
import type { Scenario } from './scenarios/scenario.ts'
import type { Ask } from './server/vendor.ts'
import type { VoiceModel } from './voice-model/voice-model.ts'

export interface TroubledVendors {
  readonly calendar: CalendarSimulator
  readonly voiceModel: VoiceModel
}

/** Has the scenario's trouble wait for its moment. It meets the next call that fits: place such scenarios one at a time. */
export function armTrouble(scenario: Scenario, world: TroubledVendors): void {
  const { from, trouble } = scenario
  switch (trouble?.kind) {
    case undefined:
      return
    case 'model-drops':
      world.voiceModel.trouble.add({ at: 'speech', is: 'dies', skip: trouble.atResponse - 1, afterMs: 1_200 })
      return
    case 'only-claims':
      world.voiceModel.trouble.add({ at: 'booking', is: 'only-claimed' })
      if (trouble.again) world.voiceModel.trouble.add({ at: 'correction', is: 'only-claimed' })
      return
    case 'slot-taken':
      takeWhatIsBooked(world.calendar, from)
      return
    default:
      trouble satisfies never
  }
}

/** Somebody else takes the very slot that is being booked, right before it is. */
function takeWhatIsBooked(calendar: CalendarSimulator, caller: string | null): void {
  let slot: { calendarId: string; start: string; end: string } | undefined
  calendar.trouble.add({
    times: 1,
    on: (ask) => {
      slot = caller === null || JSON.stringify(ask.body ?? '').includes(caller) ? slotOf(ask) : undefined
      return slot !== undefined
    },
    meanwhile: () => {
      if (slot !== undefined) calendar.takeSlot(slot.calendarId, slot.start, slot.end)
    },
  })
}

const insertSchema = z.object({ start: z.object({ dateTime: z.string() }), end: z.object({ dateTime: z.string() }) })

function slotOf({ method, params, body }: Ask) {
  const insert = insertSchema.safeParse(body)
  const { calendarId } = params
  if (method !== 'POST' || calendarId === undefined || !insert.success) return undefined
  return { calendarId, start: insert.data.start.dateTime, end: insert.data.end.dateTime }
}
