import type { CallState } from './call-state.ts'
import { type Decision, doing, inTurn, stay } from './decision.ts'
import { takeTurn, tell, wantReply } from './replying.ts'

/** I6: more keys than any number has are no number. */
const maxDigits = 32

/** A key of the caller's telephone. Keys that follow each other belong together: they are told at once, and answered. */
export function onDigit(state: CallState, digit: string, atMs: number): Decision {
  const pressed: CallState = { ...state, digits: (state.digits + digit).slice(-maxDigits) }
  return inTurn(
    pressed,
    (s) => doing(s, { do: 'journal', entry: { kind: 'dtmf', digit } }),
    (s) =>
      digit === '#'
        ? onDigitsTimer(s, atMs)
        : doing(s, { do: 'set-timer', timer: 'digits', ms: s.rules.settings.digitsWithinMs }),
  )
}

/** No further key was pressed. */
export function onDigitsTimer(state: CallState, atMs: number): Decision {
  const { digits } = state
  if (digits === '') return stay(state)
  return inTurn(
    { ...state, digits: '' },
    (s) => doing(s, { do: 'cancel-timer', timer: 'digits' }),
    (s) => tell(s, `The caller pressed ${[...digits].join(' ')} on the telephone's keypad.`),
    (s) => (s.aim.is === 'talk' ? takeTurn(wantReply(s), atMs) : stay(s)),
  )
}
