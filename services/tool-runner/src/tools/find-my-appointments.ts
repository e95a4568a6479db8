import { createHash } from 'node:crypto'
import type { BookingCalendar } from '@frontdesk/line'
import { stamp } from '@frontdesk/process/clock'
import { failed, succeeded } from '../answers.ts'
import { appointmentIdOf } from '../appointment-id.ts'
import { isSameName, nameKey } from '../person.ts'
import { spoken } from '../spoken.ts'
import type { Tool, ToolContext } from '../tool.ts'
import type { Person } from '../vendors/calendar.ts'
import { asStanding, mayChange, type Standing } from './own-appointment.ts'

/** More than anybody has to hear on the telephone. */
const mostTold = 5
/** Guesses at somebody's appointment from another number that one call has. */
const mostGuesses = 3

const noSuchTime = failed(
  'bad-arguments',
  'startsAt: that time does not exist on that day, for the clocks change. Ask again when the appointment is.',
)
const tooManyGuesses = failed(
  'too-many-tries',
  'This call has tried too often to name an appointment. Nothing was found. Say that a colleague will help, and call transferToHuman.',
)

type Found = Standing & { readonly calendar: BookingCalendar }

/**
 * A caller's own coming appointments. Whose they are is decided here: by the number that the call comes from with the name, or
 * from another number by what the line's policy asks for. A miss and a stranger's appointment are answered alike.
 */
export const findMyAppointments: Tool<'findMyAppointments'> = async ({ name, startsAt, email }, context) => {
  const byNumber = await ofNumber(name, context)
  if (byNumber.length > 0) return told(byNumber, 'nothing', context)
  const { otherNumber } = context.line.booking.identify
  if (otherNumber === 'never') return told([], 'nothing', context)
  const askFor = otherNumber === 'name-and-start' ? 'start' : 'email'
  const detail = askFor === 'start' ? startsAt : email?.toLowerCase()
  if (detail === undefined) return told([], askFor, context)
  const starts = askFor === 'start' ? startsOf(detail, context) : undefined
  if (starts?.length === 0) return noSuchTime
  if (!(await mayGuess(`${nameKey(name)} ${detail}`, context))) return tooManyGuesses
  const person = { name: nameKey(name), ...(askFor === 'email' ? { email: detail } : {}) }
  return told(await ofStranger(person, starts, context), 'nothing', context)
}

function told(found: readonly Found[], askFor: 'start' | 'email' | 'nothing', context: ToolContext) {
  const { language, rules, seals, clock } = context
  const byStart = found.toSorted((a, b) => Temporal.ZonedDateTime.compare(a.start, b.start))
  const appointments = byStart.slice(0, mostTold).map((one) => {
    const { own, start, end, calendar } = one
    const ref = { bookedBy: own.intent, calendar, startMs: start.epochMilliseconds, moves: own.moves }
    return {
      appointmentId: appointmentIdOf(ref, context, clock.now(), seals),
      service: own.service,
      startsAt: start.toString({ smallestUnit: 'second' }),
      endsAt: end.toString({ smallestUnit: 'second' }),
      spoken: spoken(start, language),
      ...(rules.calendars.length > 1 ? { with: calendar.name } : {}),
      change: mayChange(one, context) ? ('possible' as const) : ('too-late' as const),
    }
  })
  return succeeded<'findMyAppointments'>({ appointments, askFor })
}

/** Those made for, or from, the number of this call, under that name. */
async function ofNumber(name: string, context: ToolContext): Promise<readonly Found[]> {
  const { caller } = context
  if (caller === null) return []
  const found = await search([{ phone: caller }, { caller }], { from: context.clock.now() }, context)
  const exact = found.filter(({ own }) => own.name === nameKey(name))
  // A name that was misheard counts only where nobody has the very name.
  return exact.length > 0 ? exact : found.filter(({ own }) => isSameName(name, own.name))
}

/** To the minute and to the letter: who rings from elsewhere is known by nothing else. */
async function ofStranger(person: Person, starts: readonly Temporal.Instant[] | undefined, context: ToolContext) {
  const now = context.clock.now()
  if (starts === undefined) return search([person], { from: now }, context)
  const found = await Promise.all(
    starts.map(async (from) => {
      const within = { from, to: from.add({ minutes: 1 }) }
      const coming = await search([person], within, context)
      return coming.filter(({ start }) => start.epochMilliseconds === from.epochMilliseconds)
    }),
  )
  return found.flat().filter(({ end }) => end.epochMilliseconds > now.epochMilliseconds)
}

async function search(
  people: readonly Person[],
  within: { readonly from: Temporal.Instant; readonly to?: Temporal.Instant },
  context: ToolContext,
): Promise<readonly Found[]> {
  const { rules, vendors, signal } = context
  const asked = rules.calendars.flatMap((calendar) =>
    people.map(async (person): Promise<Found[]> => {
      const events = await vendors.calendar.ofPerson(calendar.calendarId, person, within, signal)
      return events.flatMap((event) => {
        const standing = event.isCancelled ? undefined : asStanding(event, context)
        return standing === undefined ? [] : [{ ...standing, calendar }]
      })
    }),
  )
  const all = (await Promise.all(asked)).flat()
  return [...new Map(all.map((one) => [`${one.calendar.id} ${one.event.id}`, one])).values()]
}

/** The moments that a time on the wall means: two in the hour that a change of the clocks repeats, none in the one it skips. */
function startsOf(local: string, { line }: ToolContext): readonly Temporal.Instant[] {
  const plain = Temporal.PlainDateTime.from(local)
  const moments = (['earlier', 'later'] as const).map((disambiguation) =>
    plain.toZonedDateTime(line.timeZone, { disambiguation }),
  )
  const real = moments.filter((moment) => moment.toPlainDateTime().equals(plain)).map((moment) => moment.toInstant())
  return real.filter((moment, i) => real.findIndex((other) => other.equals(moment)) === i)
}

/** Counts the call's guesses in the ledger, so that it counts over any number of runners; the same guess again is none. */
async function mayGuess(guess: string, { ledger, callId, line, clock }: ToolContext): Promise<boolean> {
  const tool = 'findMyAppointments.guess'
  const key = createHash('sha256')
    .update(JSON.stringify([line.id, callId, tool, guess]))
    .digest('hex')
  const guesses = (await ledger.ofCall(callId)).filter((intent) => intent.tool === tool)
  if (guesses.some((intent) => intent.key === key)) return true
  if (guesses.length >= mostGuesses) return false
  const wish = { key, callId, lineId: line.id, tool }
  const begun = await ledger.begin(wish, { leaseMs: 1, now: stamp(clock.now()) })
  if (begun.state === 'held') await ledger.settle(key, begun.fence, { status: 'succeeded', result: {} })
  return true
}
