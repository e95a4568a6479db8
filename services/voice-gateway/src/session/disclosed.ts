import type { CallDisclosure } from './call.ts'

/** What the caller was promised about being recorded, and whether they know that they speak with an AI. */
export interface Disclosed {
  readonly recording: boolean
  readonly withdrawn: boolean
  /** When the agent last said that it is an AI. */
  readonly saidSoMs: number
  /** The caller has asked, and was not answered yet. */
  readonly owesTruth: boolean
  /** How often the agent denied it. */
  readonly denials: number
}

export const disclosedAtFirst = (of: CallDisclosure | undefined): Disclosed => ({
  recording: of?.recording ?? false,
  withdrawn: of?.withdrawn ?? false,
  saidSoMs: Number.NEGATIVE_INFINITY,
  owesTruth: false,
  denials: 0,
})
