import { decodeMulaw, encodeMulaw } from '@frontdesk/audio/mulaw'
import type { Leg } from '../leg.ts'
import { mixDown } from '../recording/tape.ts'
import { newSid } from '../rows.ts'
import { tone } from '../tones.ts'
import type { Target } from '../twiml/verbs.ts'
import type { Conference } from './noun.ts'

export type ConferenceEvent = 'conference-start' | 'conference-end' | 'participant-join' | 'participant-leave'

export interface Participant {
  readonly callSid: string
  readonly leg: Leg
  readonly label: string | undefined
  readonly joinedAtMs: number
  readonly startsOnEnter: boolean
  endsOnExit: boolean
  muted: boolean
  onHold: boolean
  /** Frames of a beep that it has yet to hear. */
  beepFrames: number
}

export interface RoomRow {
  readonly sid: string
  readonly name: string
  readonly createdAtMs: number
  readonly status: 'init' | 'in-progress' | 'completed'
  readonly endedAtMs: number | undefined
}

/** One participant's stay, for whoever plays it. Disposing it leaves the room. */
export interface Stay extends Disposable {
  /** The conference has begun: two are there, and one of them is somebody who begins it. */
  readonly started: Promise<void>
  /** The conference is over, or this one was sent out of it. */
  readonly over: Promise<void>
  /** What it hears in the next 20 ms. */
  hear(): Uint8Array | undefined
}

interface Inside {
  readonly participant: Participant
  readonly over: PromiseWithResolvers<void>
}

const BEEP_FRAMES = 10
const beep = tone(800, 20)

export type TellRoom = (room: Room, event: ConferenceEvent, about: Participant | undefined) => void

/** A conference from its first participant to its end. Whoever comes first says who is told of it. */
export class Room {
  readonly sid = newSid('CF')
  readonly name: string
  readonly callback: Target | undefined
  readonly callbackEvents: readonly string[]
  readonly #createdAtMs = Date.now()
  readonly #inside = new Map<string, Inside>()
  readonly #started = Promise.withResolvers<void>()
  readonly #tell: TellRoom
  #status: RoomRow['status'] = 'init'
  #endedAtMs: number | undefined

  constructor({ name, statusCallback, statusCallbackEvents }: Conference, tell: TellRoom) {
    this.name = name
    this.callback = statusCallback
    this.callbackEvents = statusCallbackEvents
    this.#tell = tell
  }

  get row(): RoomRow {
    const { sid, name } = this
    return { sid, name, createdAtMs: this.#createdAtMs, status: this.#status, endedAtMs: this.#endedAtMs }
  }

  get participants(): readonly Participant[] {
    return [...this.#inside.values()].map(({ participant }) => participant)
  }

  enter(noun: Conference, callSid: string, leg: Leg): Stay {
    const participant: Participant = {
      ...{ callSid, leg, label: noun.label, joinedAtMs: Date.now(), startsOnEnter: noun.startsOnEnter },
      ...{ endsOnExit: noun.endsOnExit, muted: noun.muted, onHold: false, beepFrames: 0 },
    }
    const over = Promise.withResolvers<void>()
    this.#inside.set(callSid, { participant, over })
    this.#tell(this, 'participant-join', participant)
    if (noun.beep === 'true' || noun.beep === 'onEnter') this.#beepTo(callSid)
    this.#startIfMeant()
    return {
      started: this.#started.promise,
      over: over.promise,
      hear: () => this.#heardBy(participant),
      [Symbol.dispose]: () => this.#leave(participant, noun),
    }
  }

  /** Sends one participant out: its call goes on behind the conference. */
  remove(callSid: string): void {
    this.#inside.get(callSid)?.over.resolve()
  }

  end(): void {
    if (this.#status === 'completed') return
    this.#status = 'completed'
    this.#endedAtMs = Date.now()
    this.#tell(this, 'conference-end', undefined)
    for (const { over } of this.#inside.values()) over.resolve()
  }

  #startIfMeant(): void {
    if (this.#status !== 'init' || this.#inside.size < 2) return
    if (!this.participants.some(({ startsOnEnter }) => startsOnEnter)) return
    this.#status = 'in-progress'
    this.#tell(this, 'conference-start', undefined)
    this.#started.resolve()
  }

  #leave(participant: Participant, noun: Conference): void {
    if (!this.#inside.delete(participant.callSid)) return
    this.#tell(this, 'participant-leave', participant)
    if (noun.beep === 'true' || noun.beep === 'onExit') this.#beepTo(participant.callSid)
    if (participant.endsOnExit || this.#inside.size === 0) this.end()
  }

  #beepTo(butNot: string): void {
    for (const { participant } of this.#inside.values()) {
      if (participant.callSid !== butNot) participant.beepFrames = BEEP_FRAMES
    }
  }

  #heardBy(listener: Participant): Uint8Array | undefined {
    if (listener.onHold) return undefined
    if (listener.beepFrames > 0) {
      listener.beepFrames -= 1
      return beep
    }
    const speaking = this.participants.filter((other) => other !== listener && !other.muted && !other.onHold)
    const [first, ...others] = speaking.map(({ leg }) => leg.said)
    if (first === undefined || others.length === 0) return first
    return encodeMulaw(mixDown([first, ...others].map((said) => decodeMulaw(said))))
  }
}
