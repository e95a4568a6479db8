/** The exchange as one party sees it: what can be done with a telephone besides speaking and listening. */
export interface PhoneLine {
  hangUp(): void
  /** One key: 0 to 9, * or #. */
  press(digit: string): void
}

/** Somebody with a telephone. */
export interface Party {
  /** The call was answered; audio flows from now on. */
  connected(line: PhoneLine): void
  /** Every 20 ms of the call: hears 160 bytes of mu-law and gives as many. Must not wait for anything. */
  exchange(heard: Uint8Array): Uint8Array
  /** The call is over, whoever ended it; also when it was never answered. */
  disconnected(): void
}

/** What a person who is rung does about it. `declines` presses the red button, which the network reports as busy. */
export type Behaviour = 'answers' | 'busy' | 'no-answer' | 'declines'

export interface PhoneOptions {
  readonly behaviour: Behaviour
  /** From the first ring to picking up or declining; default 1 s. Nobody answers: until the phone's own network gives up, if it does. */
  readonly ringsMs?: number
  /** Mu-law that the person says once, as soon as the line is open, or so long after. */
  readonly says?: Uint8Array
  readonly saysAfterMs?: number
  /** Keys pressed when `says` is said, or so long after the line is open: how a person accepts an offer. */
  readonly presses?: string
  readonly pressesAfterMs?: number
  /** Counted from answering; without it the person stays until the other side hangs up. */
  readonly hangsUpAfterMs?: number
  /** Somebody cleverer to answer the phone, made anew for every call; `says`, `presses` and `hangsUpAfterMs` are then unused. */
  readonly party?: () => Party
}

export interface Phone extends PhoneOptions {
  readonly number: string
}
