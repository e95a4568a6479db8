import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { test } from 'node:test'
import { type DataOf, type EventName, type EventOf, makeEvent, type RetryPolicy } from '@frontdesk/events'
import type { Bus, BusReport, DeadLetter, Delivery } from '../bus.ts'

/** A bus that holds nothing of other tests' interest, opened as the test asks. */
export interface BusUnderTest extends AsyncDisposable {
  readonly bus: Bus
  /** The same events as another process sees them; disposed with the rest. */
  another(): Promise<Bus>
  /** What all of them reported. */
  readonly reports: readonly BusReport[]
}

export type Open = (as: OpenAs) => Promise<BusUnderTest>

export interface OpenAs {
  readonly retry: RetryPolicy
  /** How long a handler may run on after dispose. */
  readonly graceMs: number
}

export interface BusTraits {
  /** How long to wait for what must happen before the test fails. */
  readonly patienceMs: number
  /** An event id that was published before is not delivered again. Pub/Sub cannot; consumers are idempotent anyway. */
  readonly recognisesRepeats: boolean
  /** Publishing to handling while idle; half of twenty must be faster. Null where a network is between. */
  readonly idleLatencyMs: number | null
  /** The wire fails and repeats itself on purpose: what the port calls at least once is then seen to come twice. */
  readonly troubled?: boolean
  /** What the wire at hand is known to get wrong: the name of each test that cannot pass there, with the reason. */
  readonly knownWrong?: Readonly<Record<string, string>>
}

/** `test`, except for what the wire at hand is known to get wrong: that is skipped, and the reason is shown. */
export const testsOf =
  ({ knownWrong = {} }: BusTraits) =>
  (name: string, body: () => Promise<void>, { skip = false }: { readonly skip?: boolean } = {}): void => {
    void test(name, { skip: knownWrong[name] ?? skip }, body)
  }

/** What came is what was to come; where the wire repeats itself, with repeats between. */
export function assertCame(
  came: readonly number[],
  expected: readonly number[],
  { troubled = false }: BusTraits,
): void {
  assert.deepEqual(troubled ? withoutRepeats(came, expected) : came, expected)
}

/** Lets go of what came again out of turn; what never was to come stays, and what is missing stays missing. */
function withoutRepeats(came: readonly number[], expected: readonly number[]): number[] {
  const kept: number[] = []
  for (const n of came) if (n === expected[kept.length] || !expected.includes(n)) kept.push(n)
  return kept
}

/**
 * The tries were those. Where the wire fails on purpose, a delivery that got lost on its way counts as a try of which nobody knows:
 * then it began later. And one whose answer got lost comes again as the same try.
 */
export function assertTries(attempts: readonly number[], expected: readonly number[], traits: BusTraits): void {
  const { troubled = false } = traits
  assert.ok(attempts.length > 0, 'it was never tried')
  const each = [...new Set(attempts)]
  assert.deepEqual(troubled ? each : attempts, troubled ? expected.slice(-each.length) : expected)
}

/**
 * The subscription's dead letters, which are so many. Where the wire fails on purpose, one may have been on its way to a look that
 * broke off, and is there again a while later.
 */
export async function lettersOf(
  { bus }: BusUnderTest,
  subscription: string,
  many: number,
  { troubled = false, patienceMs }: BusTraits,
): Promise<readonly DeadLetter[]> {
  let letters = await bus.deadLetters(subscription)
  const look = async () => {
    if (letters.length !== many) letters = await bus.deadLetters(subscription)
    return letters.length === many
  }
  if (troubled) await eventually(`${many} dead letters`, patienceMs, look)
  assert.equal(letters.length, many, `the dead letters of ${subscription}`)
  return letters
}

/** Redrives what is meant, which is so many letters: at once, but for where the wire fails on purpose, as above. */
export async function redriveAll(
  { bus }: BusUnderTest,
  { subscription, eventIds, many }: { subscription: string; eventIds?: readonly string[]; many: number },
  { troubled = false, patienceMs }: BusTraits,
): Promise<void> {
  let redriven = await bus.redrive(subscription, eventIds)
  const goOn = async () => {
    if (redriven < many) redriven += await bus.redrive(subscription, eventIds)
    return redriven >= many
  }
  if (troubled) await eventually(`${many} redriven`, patienceMs, goOn)
  // One that died twice, the second time unknown to the look, is redriven twice.
  if (troubled) assert.ok(redriven >= many, `${redriven} redriven`)
  else assert.equal(redriven, many, 'redriven')
}

/** Nothing was reported but, where the wire fails on purpose, that it did. */
export function assertNothingReported({ reports }: BusUnderTest, { troubled = false }: BusTraits): void {
  const told = reports.filter(({ kind }) => !(troubled && kind === 'store-failed'))
  assert.deepEqual(told, [])
}

export const quickly: OpenAs = {
  retry: { maxAttempts: 3, minBackoffMs: 40, maxBackoffMs: 80 },
  graceMs: 60_000,
}

/** A name, of a call or a subscription, that no other test has. */
export const unique = (prefix: string): string => `${prefix}-${randomUUID()}`

const moment = '2026-11-22T18:00:00.000Z'

const told = <N extends EventName>(name: N, data: DataOf<N>): EventOf<N> =>
  makeEvent(name, data, { by: 'contract', at: Temporal.Instant.from(moment) })

/** The `n`-th request of a call: calls have many of these, and they carry a gateway to filter by. */
export const request = (callId: string, n: number, gateway = 'gateway-1'): EventOf<'tool.requested'> =>
  told('tool.requested', {
    ...{ callId, lineId: 'dental', gateway, toolCallId: String(n), tool: 'findAvailability', arguments: {} },
    ...{ caller: null, language: 'de', requestedAt: moment, deadlineAt: moment },
  })

export function answer(to: EventOf<'tool.requested'>): EventOf<'tool.completed'> {
  const { callId, lineId, gateway, toolCallId, tool } = to.data
  return told('tool.completed', {
    ...{ callId, lineId, gateway, toolCallId, tool, outcome: { status: 'succeeded', result: {} }, effects: [] },
    ...{ startedAt: moment, completedAt: moment },
  })
}

export const callStarted = (callId: string): EventOf<'call.started'> =>
  told('call.started', {
    ...{ callId, lineId: 'dental', callSid: 'CA1', gateway: 'gateway-1' },
    ...{ caller: null, called: '+4930111', startedAt: moment },
  })

export const callEnded = (callId: string): EventOf<'call.ended'> =>
  told('call.ended', {
    ...{ callId, lineId: 'dental', callSid: 'CA1', reason: 'agent-ended' },
    ...{ startedAt: moment, endedAt: moment, recording: 'none' },
  })

export interface Taken {
  readonly callId: string
  readonly n: number
  readonly attempt: number
  readonly atMs: number
  readonly signal: AbortSignal
}

type Reaction = (taken: Taken) => Promise<void> | void

/** A handler of requests that remembers what it was given; `react` decides what becomes of each. */
export class Inbox {
  readonly taken: Taken[] = []
  readonly #react: Reaction
  #changed = Promise.withResolvers<void>()

  constructor(react: Reaction = () => {}) {
    this.#react = react
  }

  readonly handlers = {
    'tool.requested': async ({ data }: EventOf<'tool.requested'>, { attempt, signal }: Delivery): Promise<void> => {
      const taken = { callId: data.callId, n: Number(data.toolCallId), attempt, atMs: performance.now(), signal }
      this.taken.push(taken)
      this.#changed.resolve()
      this.#changed = Promise.withResolvers()
      await this.#react(taken)
    },
  }

  /** Which tries the call's request was given for, in the order in which they came. */
  triesOf(callId: string, number: number): number[] {
    return this.taken.filter(({ callId: of, n }) => of === callId && n === number).map(({ attempt }) => attempt)
  }

  /** How often the call's request came. */
  timesOf(callId: string, number: number): number {
    return this.triesOf(callId, number).length
  }

  /** The numbers of the call's requests, in the order in which they came. */
  of(callId: string): number[] {
    return this.taken.filter((taken) => taken.callId === callId).map(({ n }) => n)
  }

  /** Waits until the call's request has come (`attempt` times). */
  async got(callId: string, n: number, patienceMs: number, attempt = 1): Promise<void> {
    const there = () => this.taken.some((t) => t.callId === callId && t.n === n && t.attempt >= attempt)
    const deadline = AbortSignal.timeout(patienceMs)
    const late = new Promise<void>((resolve) => deadline.addEventListener('abort', () => resolve()))
    while (!there()) {
      assert.ok(
        !deadline.aborted,
        `request ${n}, try ${attempt}, did not come in ${patienceMs} ms; came: ${this.of(callId)}`,
      )
      await Promise.race([this.#changed.promise, late])
    }
  }
}

/** Looks again until it holds: for what tells nobody when it changes. */
export async function eventually(what: string, patienceMs: number, holds: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!(await holds())) {
    assert.ok(performance.now() < giveUpAt, `not in ${patienceMs} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}
