import type { Bus } from '@frontdesk/bus'
import type { Language, Line } from '@frontdesk/line'
import type { Clock } from '@frontdesk/process/clock'
import type { Log } from '@frontdesk/process/log'
import type { Callbacks, Effect, Ledger, Making, Records, SlotClaims } from '@frontdesk/records'
import type { ArgumentsOf, ToolName, toolCatalogue } from '@frontdesk/tools'
import type { ToolAnswer } from './answers.ts'
import type { Intent } from './intent.ts'
import type { LineRules } from './line-rules.ts'
import type { Seals } from './seals.ts'
import type { Timing } from './timing.ts'
import type { Calendar } from './vendors/calendar.ts'
import type { Crm } from './vendors/crm.ts'
import type { Sms } from './vendors/sms.ts'

export interface Vendors {
  readonly calendar: Calendar
  readonly crm: Crm
  readonly sms: Sms
}

/** What the running of tools stands on. */
export interface RunnerParts {
  readonly bus: Pick<Bus, 'publish'>
  readonly records: Pick<Records, 'ledger' | 'callbacks' | 'slotClaims' | 'journal'>
  readonly lines: ReadonlyMap<string, Line>
  readonly clock: Clock
  readonly log: Log
  readonly vendors: Vendors
  readonly timing: Timing
  /** For the ids that the model gets and gives back. */
  readonly seals: Seals
}

/** What every tool may use. */
export interface ToolContext {
  readonly line: Line
  /** The line's hours and services. */
  readonly rules: LineRules
  readonly callId: string
  readonly caller: string | null
  readonly language: Language
  readonly vendors: Vendors
  readonly slotClaims: SlotClaims
  readonly ledger: Ledger
  readonly seals: Seals
  readonly clock: Clock
  readonly log: Log
  readonly timing: Timing
  readonly signal: AbortSignal
}

/** What a tool that changes something may use besides. */
export interface WriteContext extends ToolContext {
  readonly intent: Intent & { readonly startedAt: Temporal.Instant }
  /** Whether the step was begun before, by this holder or an earlier one. */
  wasBegun(step: string): boolean
  /** Does the step once (see `once` in @frontdesk/records). @throws Unclear; VendorFailure only when certainly nothing was done */
  step(making: Making): Promise<Effect>
  /** Whether what the caller waits for may still be begun. */
  mayBegin(): boolean
  /** Whether it is worth keeping the caller waiting for another try at what comes with the effect. */
  mayTryAgain(): boolean
  /** Aborted when the caller should have the answer, whatever comes with it. */
  readonly besides: AbortSignal
  readonly publish: Bus['publish']
  readonly callbacks: Callbacks
}

type ContextOf<N extends ToolName> = (typeof toolCatalogue)[N]['effect'] extends 'reads' ? ToolContext : WriteContext

/**
 * A tool. What it returns is the intent's answer for good; what it throws is tried again, and goes on from the steps that were
 * done: nothing may be begun outside a step.
 */
export type Tool<N extends ToolName> = (args: ArgumentsOf<N>, context: ContextOf<N>) => Promise<ToolAnswer<N>>
