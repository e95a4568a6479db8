import type { IntentState } from '@frontdesk/records'
import type { ResultOf, ToolName } from '@frontdesk/tools'

/** What a tool tells the model: for good, once it is settled. `code` and `message` are read by the model; neither repeats what a caller said. */
export type ToolAnswer<N extends ToolName = ToolName> =
  | { readonly status: 'succeeded'; readonly result: ResultOf<N> }
  | Failed
export interface Failed {
  readonly status: 'failed'
  readonly error: { code: string; message: string }
}

export const succeeded = <N extends ToolName>(result: ResultOf<N>): ToolAnswer<N> => ({ status: 'succeeded', result })
export const failed = (code: string, message: string): Failed => ({ status: 'failed', error: { code, message } })

export const tooLate = failed(
  'too-late',
  'It came too late to be done and was not done. If the caller still wants it, ask for it again.',
)

/** The ledger may have forgotten what came of it: so that it cannot be done twice, it is not done. */
export const tooOld = failed('too-old', 'This was asked for more than 30 days ago. Nothing was done now.')

/** The same wish was granted, or may have been, with other arguments. */
export function mismatch({ state }: { readonly state: IntentState }): Failed {
  const before =
    state === 'succeeded'
      ? 'was done in this call already, with other details. Tell the caller what stands'
      : 'was asked for in this call already, with other details, and nobody can say yet whether it was done. Say so'
  return failed(
    'mismatch',
    `This ${before}. Nothing was done now. To change it, use the tool for that, or fetch a person. Only if the caller wants one more besides, for somebody else, ask again and say in "another" for whom.`,
  )
}

export const unknownOutcome = {
  status: 'unknown',
  message:
    'Nobody can say yet whether it was done. Do not say that it was, and do not ask for it again. Say that you could not confirm it and that the team will see to it.',
} as const

/** What a tool depends on: where that fails, the model is told which it was. */
const dependsOn = {
  findAvailability: 'calendar',
  bookAppointment: 'calendar',
  findMyAppointments: 'calendar',
  rescheduleAppointment: 'calendar',
  cancelAppointment: 'calendar',
  transferToHuman: 'callbacks',
  getDirections: 'records',
  answerFromLine: 'records',
  logLead: 'crm',
  logCallOutcome: 'records',
  endCall: 'records',
} as const satisfies Record<ToolName, string>

/** Certainly nothing was done, for what we depend on does not answer, or refuses us. */
export function unavailable(tool: ToolName): Failed {
  const what = dependsOn[tool]
  return failed(
    `${what}-unavailable`,
    `The ${what} cannot be reached. Nothing was done. Say so, and offer that somebody rings back.`,
  )
}

/** The caller's time is over before the effect was begun: nothing was done, and by this request nothing will be. */
export class TooLate extends Error {
  override readonly name: string = 'TooLate'
}

/** A no of this moment, before anything was begun, and why: nothing was done, but the same wish may come again and be granted. */
export class NotNow extends TooLate {
  override readonly name = 'NotNow'
  readonly answer: Failed
  constructor(answer: Failed) {
    super(`not now: ${answer.error.code}`)
    this.answer = answer
  }
}

/** A step may have had its effect: only the vendor can say. */
export class Unclear extends Error {
  override readonly name = 'Unclear'
  readonly code: string
  constructor(step: string, cause: unknown) {
    super(`nobody can say whether the step ${step} was done`, { cause })
    this.code = step
  }
}
