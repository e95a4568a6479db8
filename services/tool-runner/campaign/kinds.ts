import { type ToolName, toolCatalogue } from '@frontdesk/tools'
import { toolRunner } from '../src/run-tool.ts'
import { asking, partsOf, type Scene, told } from './scene.ts'

/** What must be in the world when everything is over. */
export interface Expected {
  /** When the standing appointments begin, as instants. */
  readonly events: readonly string[]
  readonly contacts: number
  readonly notes: number
  readonly messages: number
  readonly callbacks: number
}

export const nothing: Expected = { events: [], contacts: 0, notes: 0, messages: 0, callbacks: 0 }

type Outcome =
  | { readonly status: 'succeeded'; readonly result: Record<string, unknown> }
  | { readonly status: 'failed' }

/** A wish as the campaign makes it: asked for, asked for with other details, and what it comes to. */
export interface Wishing {
  readonly tool: ToolName
  readonly args: Record<string, unknown>
  /** The same wish with other details; undefined where a wish has none. */
  readonly otherArgs: Record<string, unknown> | undefined
  /** What stands before the wish is made. */
  readonly before: Expected
  /** `isOther`: it was granted with the other details. */
  readonly after: (outcome: Outcome | undefined, isOther: boolean) => Expected
}

type Writing = {
  [N in ToolName]: (typeof toolCatalogue)[N]['effect'] extends 'writes' ? N : never
}[ToolName]

const name = 'Ada Lovelace'

/** Every tool that changes something. One that is missing here does not compile. */
export const kinds: { readonly [N in Writing]: (scene: Scene) => Promise<Wishing> } = {
  async bookAppointment(scene) {
    const [first, second] = await slots(scene)
    return {
      ...wish('bookAppointment', { slotId: first.slotId, customer: { name } }),
      otherArgs: { slotId: second.slotId, customer: { name } },
      after: (outcome, isOther) =>
        succeeded(outcome)
          ? { ...nothing, events: [instant(isOther ? second : first)], contacts: 1, messages: sent(outcome) }
          : nothing,
    }
  },
  async rescheduleAppointment(scene) {
    const { appointmentId, before, start } = await booked(scene)
    const [first, second] = await slots(scene, appointmentId)
    return {
      ...wish('rescheduleAppointment', { appointmentId, slotId: first.slotId }),
      otherArgs: { appointmentId, slotId: second.slotId },
      before,
      after: (outcome, isOther) =>
        succeeded(outcome)
          ? { ...before, events: [instant(isOther ? second : first)], messages: before.messages + sent(outcome) }
          : { ...before, events: [start] },
    }
  },
  async cancelAppointment(scene) {
    const { appointmentId, before } = await booked(scene)
    return {
      ...wish('cancelAppointment', { appointmentId }),
      before,
      after: (outcome) =>
        succeeded(outcome) ? { ...before, events: [], messages: before.messages + sent(outcome) } : before,
    }
  },
  async logLead({ caller }) {
    const lead = { name, contact: caller, qualifyingInfo: 'Veneers, by spring.' }
    return {
      ...wish('logLead', lead),
      otherArgs: { ...lead, qualifyingInfo: 'A brace for the daughter.' },
      after: (outcome) => (succeeded(outcome) ? { ...nothing, contacts: 1, notes: 1 } : nothing),
    }
  },
  async getDirections() {
    return {
      ...wish('getDirections', { bySms: true }),
      after: (outcome) => (succeeded(outcome) ? { ...nothing, messages: sent(outcome) } : nothing),
    }
  },
  async transferToHuman() {
    return {
      ...wish('transferToHuman', { reason: 'The caller disputes a bill.' }),
      after: (outcome) => (succeeded(outcome) ? { ...nothing, callbacks: 1 } : nothing),
    }
  },
  logCallOutcome: async () => wish('logCallOutcome', { outcome: 'answered', notes: 'Opening hours.' }),
  endCall: async () => wish('endCall', {}),
}

export const kindNames = Object.keys(kinds) as Writing[]

const wish = (tool: Writing, args: Record<string, unknown>): Wishing => ({
  ...{ tool, args, otherArgs: undefined, before: nothing, after: () => nothing },
})

const succeeded = (outcome: Outcome | undefined): outcome is Extract<Outcome, { status: 'succeeded' }> =>
  outcome?.status === 'succeeded'
const sent = ({ result }: Extract<Outcome, { status: 'succeeded' }>) => (result.confirmation === 'sms-sent' ? 1 : 0)
const instant = ({ startsAt }: { readonly startsAt: string }) =>
  Temporal.ZonedDateTime.from(startsAt).toInstant().toString()

interface Offered {
  readonly slotId: string
  readonly startsAt: string
}

const day = '2026-11-25'

/** Two slots that the line offers; for an appointment that is moved, such as it may be moved to. */
async function slots(scene: Scene, appointmentId?: string): Promise<readonly [Offered, Offered]> {
  const which = appointmentId === undefined ? {} : { appointmentId }
  const service = scene.line.services[0]?.name
  const found = await answered(scene, 'findAvailability', { date: day, service, ...which })
  const [first, second] = toolCatalogue.findAvailability.result.parse(found).slots
  if (first === undefined || second === undefined) throw new Error(`${scene.callId}: the day has no two slots`)
  return [first, second]
}

/** An appointment that the caller made in a call before. */
async function booked(scene: Scene) {
  const earlier = { ...scene, callId: `${scene.callId}-earlier`, mutant: undefined }
  const [slot] = await slots(earlier)
  await answered(earlier, 'bookAppointment', { slotId: slot.slotId, customer: { name } })
  const found = await answered(scene, 'findMyAppointments', { name })
  const [appointment] = toolCatalogue.findMyAppointments.result.parse(found).appointments
  if (appointment === undefined) throw new Error(`${scene.callId}: the appointment is not found`)
  const start = instant(appointment)
  const before: Expected = { ...nothing, events: [start], contacts: 1, messages: 1 }
  return { appointmentId: appointment.appointmentId, start, before }
}

/** Asks without any fault. */
async function answered(scene: Scene, tool: ToolName, args: Record<string, unknown>) {
  const toolCallId = `${tool}-before-${told(scene, 'tool.completed').length}`
  const parts = partsOf({ ...scene, mutant: undefined })
  const runner = toolRunner({ ...parts, timing: { ...parts.timing, leaseMs: unhurriedMs } })
  const requested = asking(scene, tool, args, { toolCallId, withinMs: 60_000 })
  await retried(scene, () => runner.answer(requested, { attempt: 1, signal: new AbortController().signal }))
  const answer = told(scene, 'tool.completed').find((one) => one.toolCallId === toolCallId)
  if (answer?.outcome.status !== 'succeeded')
    throw new Error(`${scene.callId}: ${tool} ${JSON.stringify(answer?.outcome)}`)
  return answer.outcome.result
}

/** Nobody else wants what is asked beforehand. */
const unhurriedMs = 30_000

/** On a machine that is busy with a campaign a vendor may be late by itself. */
async function retried(scene: Scene, doing: () => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await doing()
    } catch (error) {
      if (tries >= 10) throw error
      await scene.world.clock.sleep(100)
    }
  }
}
