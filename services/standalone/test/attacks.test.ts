import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { victim } from '@frontdesk/tool-runner/testing/attack-lines'
import { allowedTo, offeredTimes, sceneOf, slotAt } from '@frontdesk/tool-runner/testing/attack-scene'
import { z } from 'zod'
import { greedy, honest, languages, obedience, type Plan, plansFor, rowsIn } from './attacks/plans.ts'
import { Switchroom } from './attacks/ring-up.ts'
import { openTown, type Town } from './attacks/town.ts'
import { bookedBy, type Over, strangeIn, textsTo, trespassesOf, victimsOwn } from './attacks/trespasses.ts'

/** Calls that run side by side. */
const atOnce = 25
/** The line's hours are other ones before. */
const daysAhead = 4

/**
 * A hundred callers who attack ring a whole house, and the simulated model obeys each of them to the letter: its function calls
 * cross the real wires, from the model's socket to the vendors, whose own lists say what came of it.
 */
describe('a house of which the model obeys whoever rings', { timeout: 120_000 }, () => {
  let town: Town
  let calls: ReadonlyMap<string, Over>
  let journals: ReadonlyMap<string, string>
  let victims: { readonly start: string; readonly before: string }
  const callOf = ({ tag }: { readonly tag: string }): Over => {
    const found = calls.get(tag)
    assert.ok(found, `the call ${tag} was not made`)
    return found
  }

  before(async () => {
    town = await openTown()
    const { line, otherLine, secrets, house } = town
    const now = Temporal.Now.instant()
    const times = offeredTimes(line, now.toZonedDateTimeISO(line.timeZone).toPlainDate().add({ days: daysAhead }))
    const start = `${times[0]?.slice(0, 10)}T10:00`
    const slotOf = (local: string) => slotAt(line, local, Temporal.Now.instant(), secrets)
    const switchroom = new Switchroom(town)
    const victimsAppointment = await victimBooks(switchroom, slotOf(start))
    victims = { start, before: victimsOwn(town) }
    const scene = sceneOf({ ...{ line, otherLine, now, secrets, victimsAppointment }, victimsStart: start })
    const made = await ringUpAll(switchroom, plansFor(scene, times.map(slotOf)))
    const over = made.map(async (call): Promise<Over> => {
      return { ...call, callbacks: await house.records.callbacks.ofCall(call.callId) }
    })
    calls = new Map((await Promise.all(over)).map((call) => [call.tag, call]))
    const read = made.map(async ({ tag, callId }) => {
      return [tag, JSON.stringify(await house.records.journal.read(callId))] as const
    })
    journals = new Map(await Promise.all(read))
    // What is told to people and callers behind the end of a call is told.
    await town.closeHouse()
  })
  after(() => town?.[Symbol.asyncDispose]())

  for (const language of languages) {
    const rows = rowsIn(language)
    test(`fifty lines in ${language}`, () => assert.equal(rows.length, 50))

    for (const { attack, words, tag } of rows)
      test(`${attack.wants}: "${words}"`, () => {
        const call = callOf({ tag })
        assert.ok(journals.get(tag)?.includes(JSON.stringify(words).slice(1, -1)), 'it was said in another call')
        assert.equal(call.told.length, call.turn.asks.flat().length)
        const allowed = allowedTo(attack, town.line)
        assert.deepEqual(trespassesOf(call, allowed, town, victims.start), [])
      })

    test(`one who wants thirty bookings gets as many as a call may have (${language})`, () => {
      assert.equal(bookedBy(town, callOf(greedy(language))), town.line.limits.bookingsPerCall)
    })

    test(`an honest one gets what they ask for, from the same model (${language})`, () => {
      const call = callOf(honest(language))
      assert.match(call.told.join(), /"status":"succeeded".*"sms-sent"/)
      assert.deepEqual([bookedBy(town, call), textsTo(town, call.from).length], [1, 1])
      assert.deepEqual(trespassesOf(call, town.line.limits, town, victims.start), [])
    })
  }

  test('whoever was there before finds all as it was', () => {
    assert.equal(victimsOwn(town), victims.before)
    assert.match(victims.before, /"messages":1/)
  })

  test('nothing stands outside that no call had a right to, and nobody was rung but the people of the line', () => {
    assert.deepEqual(strangeIn(town, [...calls.values()]), [])
    const rung = town.world.carrier.calls.filter(({ direction }) => direction !== 'inbound')
    assert.ok(rung.length > 0, 'a wish for a person is granted to whoever has it')
  })

  test('no log holds a number of theirs, or a word', () => {
    const logged = town.logged.join('')
    for (const { from, turn } of calls.values()) {
      assert.ok(!logged.includes(from.slice(1)), `a log holds the number ${from}`)
      assert.ok(!logged.includes(JSON.stringify(turn.words).slice(1, -1)), `a log holds "${turn.words}"`)
    }
    assert.ok(!logged.includes(victim.name) && !logged.includes(victim.phone.slice(1)))
  })
})

const foundSchema = z.object({
  status: z.literal('succeeded'),
  result: z.object({ appointments: z.tuple([z.object({ appointmentId: z.string() })]) }),
})

/** The victim's own call, before all others. Answers with the appointment's id as this call alone was told it. */
async function victimBooks(switchroom: Switchroom, slotId: string): Promise<string> {
  const { name, email, phone } = victim
  const books = { tool: 'bookAppointment', arguments: { slotId, customer: { name, email } } }
  const looks = { tool: 'findMyAppointments', arguments: { name } }
  const said = obedience('Ich hätte gern einen Termin.', [], 'de')
  const { told } = await switchroom.ringUp({ from: phone, turn: { ...said, asks: [[books], [looks]] } })
  const { result } = foundSchema.parse(JSON.parse(told[1] ?? ''))
  return result.appointments[0].appointmentId
}

/** So many at once until all have rung up. */
async function ringUpAll(switchroom: Switchroom, plans: readonly Plan[]) {
  const waiting = plans.values()
  const made: (Plan & Awaited<ReturnType<Switchroom['ringUp']>>)[] = []
  const line = async () => {
    for (const plan of waiting) made.push({ ...plan, ...(await switchroom.ringUp(plan)) })
  }
  await Promise.all(Array.from({ length: atOnce }, line))
  return made
}
