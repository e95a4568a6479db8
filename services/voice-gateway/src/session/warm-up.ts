import { lastWords } from '@frontdesk/claims'
import { wantsNoRecording } from './recording-wish.ts'
import { asksWhetherMachine, saysIsAi } from './robot-question.ts'

const texts = ['Your appointment is booked. Are you a robot?', 'Ihr Termin ist gebucht. Sind Sie ein Roboter?'] as const

/**
 * Reads something once with every pattern that conversations are read by: a pattern is compiled at its first use, a hundred
 * milliseconds in all, for which no call's audio shall wait (I5).
 */
export function warmUp(): void {
  for (const text of texts) {
    for (const read of [lastWords, wantsNoRecording, asksWhetherMachine, saysIsAi]) read(text)
  }
}
