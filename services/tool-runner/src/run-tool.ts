import type { Delivery } from '@frontdesk/bus'
import { catalogue, type DataOf, makeEvent } from '@frontdesk/events'
import { stamp } from '@frontdesk/process/clock'
import { type Effect, keptDays, Mismatch, type Settled, type ToolOutcome } from '@frontdesk/records'
import { checkToolCall, isToolName, type ToolName, toolCatalogue } from '@frontdesk/tools'
import { failed, mismatch, NotNow, TooLate, tooLate, tooOld, Unclear, unavailable, unknownOutcome } from './answers.ts'
import { lineRules } from './line-rules.ts'
import { publisher } from './publisher.ts'
import { type Asked, type OnceOf, runOnce } from './run-once.ts'
import { languageOf } from './spoken.ts'
import type { RunnerParts, ToolContext } from './tool.ts'
import { tools } from './tools/table.ts'
import { VendorFailure } from './vendors/vendor-failure.ts'

type Requested = DataOf<'tool.requested'>
/** What came of it so far, with the effects that certainly happened. */
interface Answer {
  readonly outcome: ToolOutcome
  readonly effects: readonly Effect[]
}
type Try = Pick<Delivery, 'attempt' | 'signal'>

const dayMs = 86_400_000
const maxAttempts = catalogue['tool.requested'].retry.maxAttempts
/** Behind these tries a booking no longer waits for its SMS and its contact. */
const triesForBesides = 5

export interface ToolRunner {
  /** Answers the request with `tool.completed`. @throws when another try may help: the bus delivers it again */
  answer(request: Requested, delivery: Try): Promise<void>
  /**
   * Finds out what became of an intent that was begun, while the caller may still wish for it again.
   * @throws TooLate when it was not done, and is left for that; what another try may change
   */
  lookUp(asked: Asked<ToolName>, signal: AbortSignal): Promise<Settled>
  /** Brings an intent that was begun to its end, when no caller waits any more: no appointment is begun. @throws what another try may change */
  finish(asked: Asked<ToolName>, signal: AbortSignal): Promise<Settled>
}

export function toolRunner(parts: RunnerParts): ToolRunner {
  const { bus, clock } = parts
  const rules = new Map([...parts.lines.values()].map((line) => [line.id, lineRules(line)]))
  const contextOf: ContextOf = ({ callId, caller, language, line }, signal) => {
    const { vendors, timing, seals } = parts
    const log = parts.log.child({ callId, line: line.id })
    return {
      line,
      rules: rules.get(line.id) ?? lineRules(line),
      callId,
      caller,
      language,
      vendors,
      slotClaims: parts.records.slotClaims,
      ledger: parts.records.ledger,
      seals,
      clock,
      log,
      timing,
      signal,
    }
  }
  return {
    async answer(request, delivery) {
      const startedAt = clock.now()
      const answer = await answerTo(request, delivery, parts, contextOf)
      const completedAt = clock.now()
      logAnswer(parts, request, answer, { attempt: delivery.attempt, tookMs: millisecondsFrom(startedAt, completedAt) })
      const { callId, lineId, gateway, toolCallId, tool } = request
      const times = { startedAt: stamp(startedAt), completedAt: stamp(completedAt) }
      const told = { outcome: answer.outcome, effects: [...answer.effects] }
      const data = { callId, lineId, gateway, toolCallId, tool, ...told, ...times }
      await bus.publish(makeEvent('tool.completed', data, { by: publisher, at: completedAt }))
    },
    lookUp: (asked, signal) => runOnce(asked, parts, contextOf(asked, signal), { ...nobodyWaits, onTooLate: 'throw' }),
    finish: (asked, signal) => runOnce(asked, parts, contextOf(asked, signal), nobodyWaits),
  }
}

type ContextOf = (asked: Asked<ToolName>, signal: AbortSignal) => ToolContext

const nobodyWaits: OnceOf = {
  waitMs: 0,
  mayBegin: () => false,
  mayTryAgain: () => false,
  besidesEndAt: undefined,
  onTooLate: 'settle',
}

const millisecondsFrom = (from: Temporal.Instant, to: Temporal.Instant) => to.epochMilliseconds - from.epochMilliseconds

function logAnswer(
  { log }: RunnerParts,
  { callId, tool, toolCallId }: Requested,
  { outcome }: Answer,
  how: object,
): void {
  const code = outcome.status === 'failed' ? outcome.error.code : undefined
  // A name that no tool has is the model's own word, and may hold anything.
  const known = isToolName(tool) ? tool : 'unknown'
  log.info('tool answered', { callId, tool: known, toolCallId, status: outcome.status, code, ...how })
}

/** @throws what another try may change */
async function answerTo(request: Requested, delivery: Try, parts: RunnerParts, contextOf: ContextOf): Promise<Answer> {
  // Never trust the bus: what is on it may be older than this code, or somebody else's.
  const checked = checkToolCall(request.tool, JSON.stringify(request.arguments))
  if (!checked.ok) return withoutEffects(failed(checked.code, checked.message))
  const line = parts.lines.get(request.lineId)
  if (line === undefined) {
    parts.log.error('a tool was asked for on a line that this process does not know', { line: request.lineId })
    return withoutEffects(failed('unknown-line', 'This line is not set up. Nothing was done.'))
  }
  const { callId, caller } = request
  const language = languageOf(request.language, line)
  const asked = { callId, caller, language, line, tool: checked.tool, arguments: checked.arguments as never }
  const deadlineMs = Temporal.Instant.from(request.deadlineAt).epochMilliseconds
  if (parts.clock.now().epochMilliseconds - deadlineMs > keptDays * dayMs) return withoutEffects(tooOld)
  try {
    return await runAsked(asked, contextOf(asked, delivery.signal), patience(deadlineMs, delivery, parts), parts)
  } catch (error) {
    if (error instanceof NotNow) return withoutEffects(error.answer)
    if (error instanceof TooLate) return withoutEffects(tooLate)
    if (error instanceof Mismatch) return withoutEffects(mismatch(error.standing))
    return giveUpOrThrow(error, asked, { delivery, deadlineMs }, parts)
  }
}

async function runAsked(asked: Asked<ToolName>, context: ToolContext, of: OnceOf, parts: RunnerParts): Promise<Answer> {
  const { tool } = asked
  if (!isRead(tool)) return runOnce(asked, parts, context, of)
  if (!of.mayBegin()) throw new TooLate()
  return withoutEffects(await tools[tool](asked.arguments as never, context))
}

/** The answer when no more tries are left, or no more time. @throws the error, where another try may help */
function giveUpOrThrow(
  error: unknown,
  { callId, tool }: Asked<ToolName>,
  { delivery, deadlineMs }: { delivery: Try; deadlineMs: number },
  { log, clock }: RunnerParts,
): Answer {
  const { attempt } = delivery
  const fields = { callId, tool, attempt, vendorCode: vendorCodeOf(error), error }
  if (attempt < maxAttempts && clock.now().epochMilliseconds < deadlineMs) {
    log.warn('a tool is tried again', fields)
    throw error
  }
  log.error('a tool is given up', fields)
  const isNothingDone = isRead(tool) || error instanceof VendorFailure
  return withoutEffects(isNothingDone ? unavailable(tool) : unknownOutcome)
}

type ReadName = { [N in ToolName]: (typeof toolCatalogue)[N]['effect'] extends 'reads' ? N : never }[ToolName]
const isRead = (tool: ToolName): tool is ReadName => toolCatalogue[tool].effect === 'reads'

const withoutEffects = (outcome: Answer['outcome']): Answer => ({ outcome, effects: [] })

function vendorCodeOf(error: unknown): string | undefined {
  const failure = error instanceof Unclear ? error.cause : error
  return failure instanceof VendorFailure ? failure.vendorCode : undefined
}

/** How long a caller who waits is kept waiting, and for what. */
function patience(deadlineMs: number, { attempt }: Try, { clock, timing }: RunnerParts): OnceOf {
  const nowMs = () => clock.now().epochMilliseconds
  const answerByMs = deadlineMs - timing.answerMarginMs
  return {
    waitMs: Math.max(0, Math.min(deadlineMs - nowMs(), timing.leaseMs)),
    mayBegin: () => nowMs() < deadlineMs,
    mayTryAgain: () => attempt < triesForBesides && nowMs() < answerByMs,
    besidesEndAt: nowMs() < deadlineMs ? answerByMs : undefined,
    onTooLate: 'throw',
  }
}
