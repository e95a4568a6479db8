import type { ManualClock } from '@frontdesk/process/clock'
import type { SessionSettings } from '../../src/session/settings.ts'
import type { Faults, Random, Strike } from './faults.ts'

/** One utterance of the agent, as the model made it and as the ear heard it. */
export interface Item {
  readonly number: number
  readonly itemId: string
  readonly isGreeting: boolean
  madeMs: number
  heardMs: number
  heardAtMs: number
  /** The model was told how much of it was heard. */
  cut: boolean
}

/** What the caller wants with each thing that they say. */
export type Wish = 'talk' | 'book' | 'bye'

export interface Utterance {
  readonly number: number
  readonly wish: Wish
  readonly beganAtMs: number
  /** When a model said that it is complete. */
  committedAtMs: number | undefined
  /** When the agent was heard for the first time since. */
  heardAgainAtMs: number | undefined
}

/** What a tool did, by the wish that it was asked for. */
export interface Outcome {
  readonly wish: string
  readonly status: string
  /** When it was told last. */
  settledAtMs: number
  /** The model knows it, from an answer or from what it was told. */
  told: boolean
}

/** What the simulators of one call share, and what they saw: the invariants are checked on it. */
export interface Scene {
  readonly clock: ManualClock
  readonly random: Random
  readonly faults: Faults
  readonly settings: Partial<SessionSettings>
  readonly items: Item[]
  readonly utterances: Utterance[]
  readonly outcomes: Map<string, Outcome>
  readonly violations: string[]
  /** When something went wrong. */
  readonly troubledAtMs: number[]
  /** When the agent was last heard, and when a greeting was asked for. */
  agentHeardAtMs: number
  readonly greetingsAskedAtMs: number[]
  /** Model sessions so far: they are named by their number. */
  sessions: number
  /** What dies, and how the world makes it: a moment later, when whoever met it has let go of the thread. */
  strike(fault: Strike): void
  violated(what: string): void
}

export const nameOf = (utterance: Pick<Utterance, 'number'>): string => `wish-${utterance.number}`
