import { MULAW_SILENCE } from '@frontdesk/audio/mulaw'
import type { Party, PhoneLine } from '@frontdesk/simulators/carrier'
import type { AskedEvent, Dictated, VoiceModel } from '@frontdesk/simulators/voice-model'
import { z } from 'zod'
import type { Town } from './town.ts'

/** Somebody who rings up and says one thing, which is dictated to the model; it obeys. */
export interface RingsUp {
  readonly from: string
  readonly turn: Dictated
}

export interface RangUp extends RingsUp {
  readonly callId: string
  /** What the model got for each thing that it asked. */
  readonly told: readonly string[]
}

const WITHIN_MS = 45_000
/** What is announced before the question is over by then. */
const NOTICE_FRAMES = 60
const PRESS_EVERY_FRAMES = 5
const silence = new Uint8Array(160).fill(MULAW_SILENCE)

/** Says nothing, and yes to being recorded when it is their turn to. */
class QuietCaller implements Party {
  saysYes = false
  readonly #asked = Promise.withResolvers<void>()
  #line: PhoneLine | undefined
  #frames = 0

  get asked(): Promise<void> {
    return this.#asked.promise
  }

  connected(line: PhoneLine): void {
    this.#line = line
  }

  exchange(): Uint8Array {
    this.#frames += 1
    if (this.#frames === NOTICE_FRAMES) this.#asked.resolve()
    if (this.saysYes && this.#frames % PRESS_EVERY_FRAMES === 0) this.#line?.press('1')
    return silence
  }

  disconnected(): void {
    this.#asked.resolve()
  }
}

type Session = Awaited<ReturnType<VoiceModel['untilSession']>>

/** Calls whose sessions with the model are told apart: they are opened one by one, and the calls go on side by side. */
export class Switchroom {
  readonly #town: Town
  #last: Promise<unknown> = Promise.resolve()

  constructor(town: Town) {
    this.#town = town
  }

  /** One call from the first ring to the hang-up. @throws when something that is waited for does not come */
  async ringUp({ from, turn }: RingsUp): Promise<RangUp> {
    const { world, line, callIdOf } = this.#town
    const caller = new QuietCaller()
    const placed = world.carrier.call({ from, to: line.number, party: caller })
    await caller.asked
    const session = await this.#alone(() => this.#sayYes(caller))
    await session.until(isReplyWanted, WITHIN_MS)
    world.voiceModel.dictate(session.sessionId, turn)
    const told = await answersTo(turn.asks.flat().length, session)
    const callId = await callIdOf(placed.sid)
    if (told.some((answer) => answer.includes('"next":"transfer"'))) await this.#isRung(callId)
    placed.hangUp()
    await placed.ended
    return { from, turn, callId, told }
  }

  async #sayYes(caller: QuietCaller): Promise<Session> {
    const { voiceModel } = this.#town.world
    const opening = voiceModel.untilSession(voiceModel.asked.length, WITHIN_MS)
    caller.saysYes = true
    return opening.finally(() => {
      caller.saysYes = false
    })
  }

  /** Who is put through does not hang up before a person is rung. */
  async #isRung(callId: string): Promise<void> {
    const { carrier } = this.#town.world
    const isOfCall = (asked: object) => JSON.stringify(asked).includes(callId)
    await carrier.untilAsked((asked) => asked.call === 'calls.create' && isOfCall(asked), WITHIN_MS)
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work)
    this.#last = mine.catch(() => undefined)
    return mine
  }
}

const besideSchema = z.object({ response: z.object({ conversation: z.literal('none') }) })
/** Of the conversation: the greeting. */
const isReplyWanted = ({ type, event }: AskedEvent): boolean =>
  type === 'response.create' && !besideSchema.safeParse(event).success

const outputSchema = z.object({
  item: z.object({ type: z.literal('function_call_output'), call_id: z.string(), output: z.string() }),
})
const outputIn = ({ event }: AskedEvent) => outputSchema.safeParse(event).data?.item

/** Each call is answered once. */
async function answersTo(calls: number, session: Session): Promise<readonly string[]> {
  const outputs = new Map<string, string>()
  const isLast = (event: AskedEvent): boolean => {
    const given = outputIn(event)
    if (given !== undefined) outputs.set(given.call_id, given.output)
    return outputs.size === calls
  }
  await session.until(isLast, WITHIN_MS)
  return [...outputs.values()]
}
