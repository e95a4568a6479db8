import type { Language, Line } from '@frontdesk/line'
import { Failure, failureKindOf } from '@frontdesk/process/failures'
import { type Effect, type Making, once, type Settled, type Work } from '@frontdesk/records'
import type { ArgumentsOf, ToolName } from '@frontdesk/tools'
import { NotNow, TooLate, type ToolAnswer, tooLate, Unclear, unavailable } from './answers.ts'
import { guardedSms, refusalOf } from './authority/authority.ts'
import { intentOf } from './intent.ts'
import type { RunnerParts, Tool, ToolContext, WriteContext } from './tool.ts'
import { tools } from './tools/table.ts'
import { isClearNo, isFinalNo } from './vendors/vendor-failure.ts'

/** What is wished for, with arguments that were checked. */
export interface Asked<N extends ToolName> {
  readonly line: Line
  readonly callId: string
  readonly caller: string | null
  readonly language: Language
  readonly tool: N
  readonly arguments: ArgumentsOf<N>
}

/** Whether somebody waits for the answer, and how long. */
export interface OnceOf {
  readonly waitMs: number
  readonly mayBegin: () => boolean
  readonly mayTryAgain: () => boolean
  /** Epoch ms by which what comes with a booking is given up for now; undefined when nobody waits. */
  readonly besidesEndAt: number | undefined
  /** `throw`: the intent stays open, for the same wish may come again. `settle`: it cannot. */
  readonly onTooLate: 'throw' | 'settle'
}

type Parts = Pick<RunnerParts, 'bus' | 'records' | 'clock' | 'timing'>

/** Runs a tool that changes something, or answers what it was settled with before. @throws what another try may change; TooLate */
export async function runOnce(
  asked: Asked<ToolName>,
  parts: Parts,
  context: ToolContext,
  of: OnceOf,
): Promise<Settled> {
  const { ledger } = parts.records
  const { clock, timing } = parts
  const intent = intentOf(asked)
  const { callId, line, tool } = asked
  const isBegun = (await ledger.ofCall(callId)).some(({ key }) => key === intent.key)
  if (!of.mayBegin() && !isBegun) throw new TooLate()
  const refusal = isBegun ? undefined : await refusalOf(asked, intent, parts)
  if (refusal !== undefined) return { outcome: refusal, effects: [] }
  const { leaseMs, restMs } = timing
  const settings = { clock, leaseMs, restMs, waitMs: of.waitMs, signal: context.signal }
  const { key, wish } = intent
  return once(ledger, { key, wish, callId, lineId: line.id, tool }, settings, async (work) => {
    using limit = besidesLimit(parts, of.besidesEndAt)
    const startedAt = Temporal.Instant.from(work.intent.startedAt)
    const write: WriteContext = {
      ...context,
      vendors: { ...context.vendors, sms: guardedSms(context.vendors.sms, asked, parts) },
      intent: { ...intent, startedAt },
      wasBegun: (step) => work.intent.steps.some((begun) => begun.step === step),
      step: (making) => doStep(work, making),
      mayBegin: of.mayBegin,
      mayTryAgain: of.mayTryAgain,
      besides: limit.signal,
      publish: (event) => parts.bus.publish(event),
      callbacks: parts.records.callbacks,
    }
    return run(asked, write).catch((error: unknown) => settledFailure(error, tool, write, of))
  })
}

function run(asked: Asked<ToolName>, context: WriteContext): Promise<ToolAnswer> {
  // The arguments were checked against this very tool's schema; the pair cannot be followed through the table.
  const tool = tools[asked.tool] as (args: never, context: WriteContext) => ReturnType<Tool<ToolName>>
  return tool(asked.arguments as never, context)
}

/** What stays a failure however often it is tried. @throws the error, where another try may help */
function settledFailure(error: unknown, tool: ToolName, { log }: WriteContext, { onTooLate }: OnceOf): ToolAnswer {
  if (error instanceof NotNow && onTooLate === 'settle') return error.answer
  if (error instanceof TooLate && onTooLate === 'settle') return tooLate
  if (!isFinalNo(error)) throw error
  log.error('a vendor refused a tool for good: a person must act', { tool, error })
  return unavailable(tool)
}

/** @throws Unclear for a failure that leaves it open whether the step was done; a failure of the vendor's when it was not */
async function doStep(work: Work, making: Making): Promise<Effect> {
  const unclear = (error: unknown) =>
    error instanceof Unclear || failureKindOf(error) === undefined ? error : new Unclear(making.step, error)
  const find: Making['find'] = (signal) =>
    making.find(signal).catch((error: unknown) => {
      throw unclear(error)
    })
  // Our own word for that nothing was asked of the vendor.
  const refused = (error: unknown) =>
    error instanceof NotNow || error instanceof TooLate || making.refused?.(error) === true
  try {
    return await work.do({ ...making, find, refused })
  } catch (error) {
    throw isClearNo(error) ? error : unclear(error)
  }
}

/** So much of the lease is for what comes with a booking; the rest is for settling. */
const shareForBesides = 0.8

function besidesLimit({ clock, timing }: Parts, endAtMs: number | undefined): Disposable & { signal: AbortSignal } {
  const over = new AbortController()
  const leaseMs = (timing.leaseMs - timing.restMs) * shareForBesides
  const patientMs = endAtMs === undefined ? leaseMs : endAtMs - clock.now().epochMilliseconds
  // However late it is, what comes with a booking gets a chance: half of what is kept for the answer.
  const ms = Math.min(leaseMs, Math.max(patientMs, timing.answerMarginMs / 2))
  const timer = clock.after(ms, () =>
    over.abort(new Failure('timed-out', 'no time is left for what comes with a booking')),
  )
  return { signal: over.signal, [Symbol.dispose]: () => timer[Symbol.dispose]() }
}
