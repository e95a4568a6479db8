import type { Delivery } from '@frontdesk/bus'
import { type DataOf, makeEvent } from '@frontdesk/events'
import type { Language } from '@frontdesk/line'
import { stamp } from '@frontdesk/process/clock'
import { type Effect, effectsOf, type Intent, type Journalled, once } from '@frontdesk/records'
import { z } from 'zod'
import type { LateParts } from './late-answers.ts'
import { isLandline } from './number-plan.ts'
import { outcomeKey } from './outcome-sms.ts'
import { publisher } from './publisher.ts'
import { spoken } from './spoken.ts'
import { toldText } from './texts.ts'
import { isClearNo, isFinalNo } from './vendors/vendor-failure.ts'
import { owedFor, unfoundedClaims, wasTold } from './what-was-heard.ts'
import { type Wished, wishesOf } from './wishes.ts'

// When a call is over, what was said in it and what was done are compared (I3). A caller who does not know what was done for
// them gets an SMS; where none can go, a person is told, and so of what the agent claimed and was not so. It waits for no
// recording: a caller who hung up a moment too early knows within seconds, and within five minutes whatever the vendors do.

type Flag = Pick<DataOf<'call.flagged'>, 'why' | 'what' | 'when' | 'reference'>

/** From this try on, a minute behind the end of the call, an SMS that does not go is a person's. */
const triesAlone = 8

/** @throws while something is not settled: the bus delivers the end of the call again */
export async function tellTheUntold(
  { callId, lineId }: Pick<DataOf<'call.ended'>, 'callId' | 'lineId'>,
  { attempt, signal }: Pick<Delivery, 'attempt' | 'signal'>,
  parts: LateParts,
): Promise<void> {
  const line = parts.lines.get(lineId)
  if (line === undefined) return
  const { ledger, journal } = parts.records
  const [wished, intents, entries] = await Promise.all([
    wishesOf(callId, line, parts.records),
    ledger.ofCall(callId),
    journal.read(callId),
  ])
  const flag = (one: Flag) => publishFlag({ callId, lineId }, one, parts)
  for (const { kind, corrected } of unfoundedClaims(entries)) {
    await flag({ why: corrected ? 'claim-corrected' : 'claimed-not-done', what: kind, when: null, reference: null })
  }
  const failures: unknown[] = []
  for (const wish of wished?.wishes ?? []) {
    try {
      const untold = await untoldOf(wish, intents, entries, { attempt, signal }, parts)
      if (untold !== undefined) await flag(untold)
    } catch (error) {
      signal.throwIfAborted()
      failures.push(error)
    }
  }
  if (failures.length > 0) throw failures[0]
}

/** What a person has to be told of the wish; undefined when nothing is owed. @throws while its end is not known */
async function untoldOf(
  wish: Wished,
  intents: readonly Intent[],
  entries: readonly Journalled[],
  how: Pick<Delivery, 'attempt' | 'signal'>,
  parts: LateParts,
): Promise<Flag | undefined> {
  const intent = intents.find(({ key }) => key === wish.intent.key)
  const what = owedFor(wish.asked.tool)
  if (intent === undefined || what === undefined) return undefined
  const { outcome } = intent
  // What stays unknown is looked up, and told to a person, by after-call.ts.
  if (outcome === undefined) throw new NotSettled(wish.intent.reference)
  const flag = { what, when: spokenIn(outcome, wish.asked.language), reference: wish.intent.reference }
  if (outcome.status === 'failed') {
    return wish.isAnswered || wasTexted(wish, intents, how) ? undefined : { why: 'not-done-not-told', ...flag }
  }
  if (effectsOf(intent).some(isSms) || wasTold(wish, entries)) return undefined
  if (await wentOutAfterAll(wish, intent, how.signal, parts)) return undefined
  const isTold = mayBeTexted(wish) && (await textCaller(wish, flag.when, how, parts))
  return isTold ? undefined : { why: 'done-not-told', ...flag }
}

/** An SMS that the answer did not wait for, and that nobody heard the end of: the carrier knows. */
async function wentOutAfterAll(
  { asked, intent }: Wished,
  { steps, startedAt }: Intent,
  signal: AbortSignal,
  parts: LateParts,
) {
  const isOpen = steps.some(({ step, effect }) => step.startsWith('sms-') && effect === undefined)
  if (!isOpen || asked.caller === null) return false
  const sought = { to: asked.caller, reference: intent.reference, since: Temporal.Instant.from(startedAt) }
  return (await parts.vendors.sms.find(sought, signal)) !== undefined
}

const isSms = ({ vendor }: Effect): boolean => vendor === 'sms'
const mayBeTexted = ({ asked: { line, caller } }: Wished): boolean =>
  line.sms.enabled && caller !== null && !isLandline(caller)

/** Whether outcome-sms.ts told the caller. @throws while it may yet */
function wasTexted(wish: Wished, intents: readonly Intent[], { attempt }: Pick<Delivery, 'attempt'>): boolean {
  if (!mayBeTexted(wish)) return false
  const sms = intents.find(({ key }) => key === outcomeKey(wish.intent))?.outcome
  if (sms === undefined && attempt < triesAlone) throw new NotSettled(wish.intent.reference)
  return sms?.status === 'succeeded'
}

const withTime = z.object({
  result: z.object({ startsAt: z.string().optional(), spoken: z.string().min(1).optional() }),
})

/** The appointment's time in the language of the SMS, which the conversation may have come to only later. */
function spokenIn(outcome: unknown, language: Language): string | null {
  const { startsAt, spoken: said } = withTime.safeParse(outcome).data?.result ?? {}
  if (startsAt === undefined || !/\[[\w/+-]+\]$/.test(startsAt)) return said ?? null
  return spoken(Temporal.ZonedDateTime.from(startsAt), language)
}

class NotSettled extends Error {
  override readonly name = 'NotSettled'
  constructor(reference: string) {
    super(`it is not known yet what became of ${reference}: whether the caller was told is looked at when it is`)
  }
}

/** An SMS that says what was done, once. False where it is refused for good, or was tried for long enough. @throws to be tried again */
async function textCaller(
  { asked, intent }: Wished,
  when: string | null,
  { attempt, signal }: Pick<Delivery, 'attempt' | 'signal'>,
  { records, clock, timing, vendors, log }: LateParts,
): Promise<boolean> {
  const { line, caller: to, callId, tool, language } = asked
  if (to === null) return false
  const wish = { key: `${intent.key}.told`, callId, lineId: line.id, tool: `${tool}.told` }
  const settings = { clock, leaseMs: timing.leaseMs, restMs: timing.restMs, waitMs: 0, signal }
  const sent = (reference: string): Effect => ({ vendor: 'sms', action: 'sent', what: 'message', reference })
  // Its own reference: the confirmation that did not go must not pass for it.
  const reference = `${intent.reference}T`
  const body = toldText(line, tool, when, reference, language)
  try {
    const { outcome } = await once(records.ledger, wish, settings, async (work) => {
      const since = Temporal.Instant.from(work.intent.startedAt)
      try {
        await work.do({
          step: 'sms-told',
          async find(limit) {
            const sid = await vendors.sms.find({ to, reference, since }, limit)
            return sid === undefined ? undefined : sent(sid)
          },
          make: async (limit) => sent(await vendors.sms.send({ from: line.sms.from ?? line.number, to, body }, limit)),
          refused: isClearNo,
        })
        return { status: 'succeeded', result: {} }
      } catch (error) {
        if (!isFinalNo(error)) throw error
        return { status: 'failed', error: { code: 'sms-unavailable', message: 'The SMS was refused.' } }
      }
    })
    return outcome.status === 'succeeded'
  } catch (error) {
    signal.throwIfAborted()
    if (attempt < triesAlone) throw error
    log.warn('a caller cannot be told by SMS what was done: a person is', { callId, tool, error })
    return false
  }
}

/** The event of one thing has one id, however often it is told. */
async function publishFlag(of: { callId: string; lineId: string }, flag: Flag, parts: LateParts): Promise<void> {
  const at = parts.clock.now()
  const data = { ...of, ...flag, flaggedAt: stamp(at) }
  await parts.bus.publish(makeEvent('call.flagged', data, { by: publisher, at }))
  parts.log.info('staff are told what a caller was not, or was wrongly', {
    callId: of.callId,
    why: flag.why,
    what: flag.what,
  })
}
