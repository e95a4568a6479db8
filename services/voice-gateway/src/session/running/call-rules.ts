import { textIn } from '@frontdesk/line'
import { openingHours } from '@frontdesk/line/hours'
import { systemPrompt } from '@frontdesk/line/prompt'
import { pricesOn } from '@frontdesk/prices'
import { type Clock, stamp } from '@frontdesk/process/clock'
import { toolDefinitions } from '@frontdesk/tools'
import type { ModelConfig, VoiceModel } from '../../model/voice-model.ts'
import type { CallFacts } from '../call.ts'
import type { Rules } from '../call-state.ts'
import { emergenciesOf } from '../emergency.ts'
import { awayMs } from '../hand-off.ts'
import { type CallLimits, callLimits } from '../limits.ts'
import type { SessionSettings } from '../settings.ts'
import type { ClipShelf } from './clip-shelf.ts'

// What is settled about a call before it is held.

interface RulesPorts {
  readonly model: VoiceModel
  readonly clock: Clock
  readonly clips?: ClipShelf
}

/** Made once: it is the same for every call, and takes longer than a frame of audio. */
const tools = toolDefinitions()

/** The same to the byte for every session of a call: the model's cached prefix holds over a reconnect. */
export function modelConfig({ line, caller, language, startedAt }: CallFacts): ModelConfig {
  const { reasoningEffort } = line.model
  return {
    instructions: systemPrompt(line, { now: startedAt, caller, language }),
    tools,
    voice: line.agent.voice,
    languages: line.languages,
    ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
  }
}

/** A call is priced as on the day on which it began. */
export const pricesOf = ({ startedAt }: CallFacts) => pricesOn(stamp(startedAt))

function limitsOf(facts: CallFacts, { clock }: RulesPorts): CallLimits {
  const ageMs = facts.journal === undefined ? 0 : clock.now().since(facts.startedAt).total('milliseconds')
  const limits = callLimits(facts.line, clock.monotonicMs() - ageMs, pricesOf(facts))
  return { ...limits, longestCallMs: limits.longestCallMs + awayMs(facts.journal ?? []) }
}

export const rulesOf = (facts: CallFacts, ports: RulesPorts, settings: SessionSettings): Rules => ({
  model: ports.model.model,
  capabilities: ports.model.capabilities,
  greeting: textIn(facts.line.agent.greeting, facts.language, facts.line),
  languages: facts.line.languages,
  interruption: facts.line.interruption,
  settings,
  limits: limitsOf(facts, ports),
  clips: ports.clips?.of(facts.line) ?? {},
  emergencies: emergenciesOf(facts.line, openingHours(facts.line).at(ports.clock.now()).open),
  ...(facts.disclosure === undefined ? {} : { disclosure: facts.disclosure }),
})
